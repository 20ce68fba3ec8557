#include "ui/track/run/related_card.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/track/run/icon_mark.h"
#include "ui/track/run/link_text.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

namespace {

QString contextOf(const track::InputDataset& input) {
    for (const auto& [key, value] : input.tags)
        if (key == "mlflow.data.context") return format::text(value);
    return {};
}

/// Datasets of this workspace come with a reference that Data sources understands.
QString linkOf(const track::InputDataset& input) {
    const auto source = format::text(input.source);
    return source.startsWith(QLatin1String("slipway://")) ? source : QString();
}

QString joined(const QStringList& parts) {
    QStringList kept;
    for (const auto& part : parts)
        if (!part.isEmpty()) kept << part;
    return kept.join(QStringLiteral(" · "));
}

} // namespace

RelatedCard::RelatedCard(AppContext& app, QWidget* parent) : Card(tr("Around it"), parent), m_app(app) {
    body().setSpacing(6);
    hide();
}

std::vector<RelatedCard::Line> RelatedCard::linesOf(const RunFacts& facts) {
    std::vector<Line> lines;
    const auto& run = facts.run;
    for (const auto& input : run.inputs)
        lines.push_back({tr("Input data"), "database", format::text(input.name),
            joined({contextOf(input), format::text(input.digest).left(12), format::text(input.sourceType)}), {},
            linkOf(input)});
    const auto nameOf = [&](const std::string& id) {
        const auto it = facts.modelNames.find(id);
        return format::text(it == facts.modelNames.end() ? id : it->second);
    };
    for (const auto& use : run.inputModels)
        lines.push_back({tr("Models it read"), "cuboid", nameOf(use.model), format::text(use.model).left(14), {}, {}});
    for (const auto& use : run.outputModels)
        lines.push_back({tr("Models it made"), "cuboid", nameOf(use.model),
            joined({format::text(use.model).left(14), tr("step %1").arg(format::count(use.step))}), {}, {}});
    for (const auto& version : facts.versions)
        lines.push_back({tr("Registered versions"), "box", format::text(version.reference()), {},
            QString::fromLatin1(registry::name(version.status)), format::text(version.lineageId())});
    for (const auto& child : facts.children)
        lines.push_back({tr("Its parts"), "flask", format::text(child.name), {},
            QString::fromLatin1(track::name(child.status)).toLower(), "run/" + format::text(child.id)});
    if (facts.moreChildren)
        lines.push_back({tr("Its parts"), "more", tr("and more: search by the tag mlflow.parentRunId"), {}, {}, {}});
    return lines;
}

QWidget* RelatedCard::makeRow(const Line& line) {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(new IconMark(line.icon), 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(0);
    if (line.link.isEmpty()) {
        texts->addWidget(new ElidedLabel(line.text));
    } else {
        auto* button = new LinkText(line.text, QStringLiteral("openRelated"));
        connect(button, &LinkText::clicked, this, [this, link = line.link] {
            if (link.startsWith(QLatin1String("run/"))) return openRun(link.mid(4));
            m_app.navigate(link);
        });
        texts->addWidget(button);
    }
    if (!line.detail.isEmpty()) texts->addWidget(new ElidedLabel(line.detail, FontRole::Caption, Token::TextMuted));
    layout->addLayout(texts, 1);
    if (!line.state.isEmpty()) {
        auto* state = new Pill;
        state->setLook(lookOf(line.state.toStdString()));
        layout->addWidget(state);
    }
    return row;
}

void RelatedCard::setFacts(const RunFacts& facts) {
    auto lines = linesOf(facts);
    if (lines == m_lines) return;
    m_lines = std::move(lines);
    clearLayout(&body());
    QString group;
    for (const auto& line : m_lines) {
        if (line.group != group) {
            if (!group.isEmpty()) body().addSpacing(4);
            group = line.group;
            body().addWidget(new TextLabel(group, FontRole::Caption, Token::TextSecondary));
        }
        body().addWidget(makeRow(line));
    }
    setVisible(!m_lines.empty());
}

} // namespace slipway::ui
