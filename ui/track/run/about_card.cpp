#include "ui/track/run/about_card.h"

#include <QDateTime>
#include <QLocale>
#include <QVBoxLayout>

#include "ui/track/run/link_text.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

using Line = AboutCard::Line;

QString tag(const RunFacts& facts, std::string_view key) {
    return format::text(tagOf(facts.run, key));
}

constexpr qsizetype kLongestSelectable = 26; // longer ones would need two lines

/// Local; the zone is in the tooltip.
QString timeText(Timestamp at) {
    return QLocale::c().toString(QDateTime::fromMSecsSinceEpoch(at), QStringLiteral("d MMM yyyy, HH:mm:ss"));
}

void addTimes(const RunFacts& facts, std::vector<Line>& lines) {
    const auto& run = facts.run;
    lines.push_back({AboutCard::tr("Started"), timeText(run.startedAt), format::absolute(run.startedAt)});
    if (run.endedAt > 0)
        lines.push_back({AboutCard::tr("Ended"), timeText(run.endedAt), format::absolute(run.endedAt)});
}

void addPeople(const RunFacts& facts, std::vector<Line>& lines) {
    const auto& run = facts.run;
    auto user = tag(facts, "mlflow.user");
    if (user.isEmpty()) user = format::text(run.userId);
    lines.push_back({AboutCard::tr("Run by"), user.isEmpty() ? format::text(run.actor) : user});
    if (!user.isEmpty() && user != format::text(run.actor) && !run.actor.empty())
        lines.push_back({AboutCard::tr("Logged as"), format::text(run.actor)});
    if (const auto parent = tag(facts, "mlflow.parentRunId"); !parent.isEmpty())
        lines.push_back(
            {AboutCard::tr("Part of"), facts.parentName.empty() ? parent.left(8) : format::text(facts.parentName),
                parent, false, "run/" + parent});
}

void addData(const RunFacts& facts, std::vector<Line>& lines) {
    if (const auto data = tag(facts, "slipway.dataset"); !data.isEmpty())
        lines.push_back({AboutCard::tr("Data version"), data, {}, false, "dataset/" + data});
    if (const auto hash = tag(facts, "slipway.dataset.hash"); !hash.isEmpty())
        lines.push_back({AboutCard::tr("Data hash"), hash, hash, true});
}

void addCode(const RunFacts& facts, std::vector<Line>& lines) {
    if (const auto source = tag(facts, "mlflow.source.name"); !source.isEmpty())
        lines.push_back({AboutCard::tr("Source"), source, source, true});
    if (const auto commit = tag(facts, "mlflow.source.git.commit"); !commit.isEmpty()) {
        const auto dirty = tag(facts, "slipway.git.dirty").toLower();
        const bool changed = dirty == "true" || dirty == "1";
        lines.push_back({AboutCard::tr("Commit"),
            changed ? AboutCard::tr("%1, with changes").arg(commit.left(10)) : commit.left(10), commit, true});
    }
    if (const auto branch = tag(facts, "mlflow.source.git.branch"); !branch.isEmpty())
        lines.push_back({AboutCard::tr("Branch"), branch, branch, true});
    if (const auto program = tag(facts, "slipway.version"); !program.isEmpty())
        lines.push_back({AboutCard::tr("Slipway"), program});
}

void addPlace(const RunFacts& facts, std::vector<Line>& lines) {
    for (const auto& [key, title] :
        std::initializer_list<std::pair<const char*, QString>>{{"slipway.host", AboutCard::tr("Host")},
            {"slipway.os", AboutCard::tr("System")}, {"slipway.cpu", AboutCard::tr("Processor")},
            {"slipway.gpu", AboutCard::tr("GPU")}, {"slipway.python", AboutCard::tr("Python")}})
        if (const auto value = tag(facts, key); !value.isEmpty()) lines.push_back({title, value, value});
}

} // namespace

AboutCard::AboutCard(AppContext& app, QWidget* parent) : Card(tr("About"), parent), m_app(app) {
    m_list = new KeyValueList(this);
    body().addWidget(m_list);
}

std::vector<Line> AboutCard::linesOf(const RunFacts& facts) {
    std::vector<Line> lines;
    addTimes(facts, lines);
    addPeople(facts, lines);
    addData(facts, lines);
    addCode(facts, lines);
    addPlace(facts, lines);
    return lines;
}

void AboutCard::setFacts(const RunFacts& facts) {
    auto lines = linesOf(facts);
    if (lines == m_lines) return;
    m_lines = std::move(lines);
    m_list->clear();
    for (const auto& line : m_lines) {
        if (!line.link.isEmpty()) {
            auto* link = new LinkText(line.value, "open-" + line.link.section('/', 0, 0));
            link->setToolTip(line.tip.isEmpty() ? line.value : line.tip);
            connect(link, &LinkText::clicked, this, [this, target = line.link] { follow(target); });
            m_list->addWidget(line.key, link);
        } else if (line.code) {
            m_list->addCode(line.key, line.value);
        } else if (line.value.size() > kLongestSelectable) {
            m_list->addWidget(line.key, new ElidedLabel(line.value));
        } else {
            m_list->add(line.key, line.value, line.tip);
        }
    }
}

void AboutCard::follow(const QString& link) {
    if (link.startsWith(QLatin1String("run/"))) return openRun(link.section('/', 1));
    m_app.navigate(link);
}

} // namespace slipway::ui
