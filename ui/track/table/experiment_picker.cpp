#include "ui/track/table/experiment_picker.h"

#include <algorithm>

#include <QApplication>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/shell/popup.h"
#include "ui/shell/prompts.h"
#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

constexpr int kWidth = 400, kHeight = 440, kRow = 32, kMostListed = 5000;
enum { IdRole = Qt::UserRole + 1, ChosenRole, DeletedRole, RunsRole };

class ExperimentDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, kRow}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & (QStyle::State_MouseOver | QStyle::State_Selected)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(color(option.state & QStyle::State_Selected ? Token::Selected : Token::Hover));
            painter->drawRoundedRect(QRectF(option.rect).adjusted(2, 0, -2, 0), 6, 6);
        }
        const QRectF box = QRectF(option.rect).adjusted(10, 0, -10, 0);
        const bool chosen = index.data(ChosenRole).toBool(), deleted = index.data(DeletedRole).toBool();
        const QRectF check(box.left(), box.center().y() - 8, 16, 16);
        if (deleted) {
            paintIcon(painter, check, QStringLiteral("trash"), color(Token::TextMuted));
        } else {
            painter->setPen(QPen(color(chosen ? Token::Accent : Token::LineControl), 1));
            painter->setBrush(color(chosen ? Token::Accent : Token::Surface));
            painter->drawRoundedRect(check.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
            if (chosen)
                paintIcon(painter, check.adjusted(2, 2, -2, -2), QStringLiteral("check"), color(Token::OnAccent));
        }
        const QString runs = index.data(RunsRole).toString();
        painter->setFont(fontFor(FontRole::Caption));
        painter->setPen(color(Token::TextMuted));
        painter->drawText(box, Qt::AlignVCenter | Qt::AlignRight, runs);
        const double room = box.width() - 26 - QFontMetricsF(painter->font()).horizontalAdvance(runs) - 12;
        painter->setFont(fontFor(FontRole::Body));
        painter->setPen(color(deleted ? Token::TextMuted : Token::Text));
        painter->drawText(box.adjusted(26, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
            QFontMetricsF(painter->font()).elidedText(index.data().toString(), Qt::ElideMiddle, room));
        painter->restore();
    }
};

} // namespace

ExperimentPicker::ExperimentPicker(AppContext& app, QWidget* parent) : QPushButton(parent), m_app(app) {
    setObjectName(QStringLiteral("experimentPicker"));
    setAutoDefault(false);
    setCursor(Qt::PointingHandCursor);
    setIcon(ui::icon(QStringLiteral("flask")));
    setIconSize({20, 16}); // with a gap before the text
    connect(this, &QPushButton::clicked, this, &ExperimentPicker::open);
    updateText();
}

void ExperimentPicker::setExperiments(const std::vector<std::int64_t>& experiments) {
    m_chosen = experiments;
    updateText();
    if (m_popup) fill();
}

void ExperimentPicker::reload() {
    m_app.jobs.start<std::vector<track::Experiment>>(
        this, {.title = tr("Load experiments"), .key = QStringLiteral("experiments"), .quiet = true, .result = {}},
        [](workspace::Workspace& workspace, Progress&) { return workspace.tracker().experiments(true); },
        [this](Result<std::vector<track::Experiment>> list) {
            if (!list) return;
            m_known = std::move(*list);
            std::ranges::stable_partition(m_known, [](const auto& each) { return !each.deleted; });
            updateText();
            if (m_popup) fill();
        });
}

void ExperimentPicker::updateText() {
    QString text = tr("All experiments");
    if (m_chosen.size() == 1) {
        const auto found = std::ranges::find(m_known, m_chosen.front(), &track::Experiment::id);
        text = found == m_known.end() ? tr("1 experiment") : format::text(found->name);
    } else if (!m_chosen.empty()) {
        text = format::plural(static_cast<std::int64_t>(m_chosen.size()), tr("experiment"), tr("experiments"));
    }
    setText(fontMetrics().elidedText(text, Qt::ElideMiddle, 170));
    setToolTip(text);
    setAccessibleName(tr("Experiments: %1").arg(text));
}

void ExperimentPicker::build() {
    m_popup = new Popup(window(), tr("Experiments"));
    auto* column = new QVBoxLayout(m_popup);
    column->setContentsMargins(14, 12, 14, 12);
    column->setSpacing(8);
    m_search = new SearchBox(tr("Find an experiment"), tr("Find an experiment"), m_popup);
    m_search->setObjectName(QStringLiteral("experimentSearch"));
    m_list = new QListWidget(m_popup);
    m_list->setObjectName(QStringLiteral("experimentList"));
    m_list->setAccessibleName(tr("Experiments"));
    m_list->setItemDelegate(new ExperimentDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setProperty("kind", "plain");
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(6);
    m_all = makeButton(tr("All"), QStringLiteral("allExperiments"));
    auto* add = makeButton(tr("New…"), QStringLiteral("newExperiment"), ButtonKind::Quiet, QStringLiteral("plus"));
    m_rename = makeButton(tr("Rename…"), QStringLiteral("renameExperiment"), ButtonKind::Quiet);
    m_delete = makeButton(tr("Delete"), QStringLiteral("deleteExperiment"), ButtonKind::Quiet);
    foot->addWidget(m_all);
    foot->addStretch(1);
    foot->addWidget(add);
    foot->addWidget(m_rename);
    foot->addWidget(m_delete);
    column->addLayout(foot);
    connect(m_search, &SearchBox::searched, this, &ExperimentPicker::fill);
    connect(m_list, &QListWidget::itemClicked, this, &ExperimentPicker::toggle);
    connect(m_list, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) {
        if (m_list->hasFocus() && !(QApplication::mouseButtons() & Qt::LeftButton)) toggle(item);
    });
    connect(m_list, &QListWidget::currentRowChanged, this, &ExperimentPicker::updateButtons);
    connect(m_all, &QPushButton::clicked, this, [this] {
        m_chosen.clear();
        updateText();
        fill();
        chosen();
    });
    connect(add, &QPushButton::clicked, this, &ExperimentPicker::make);
    connect(m_rename, &QPushButton::clicked, this, &ExperimentPicker::rename);
    connect(m_delete, &QPushButton::clicked, this, &ExperimentPicker::remove);
}

void ExperimentPicker::open() {
    if (!m_popup || m_popup->parentWidget() != window()) {
        delete m_popup;
        build();
    }
    if (m_popup->isOpen()) return m_popup->close();
    m_search->clear();
    fill();
    reload();
    const QPoint below = mapTo(window(), QPoint(0, height() + 4));
    m_popup->open(
        QRect(below.x(), below.y(), kWidth, std::min(kHeight, window()->height() - below.y() - 16)), m_search);
}

void ExperimentPicker::fill() {
    const auto* kept = currentExperiment();
    const std::int64_t current = kept ? kept->id : -1;
    const QString part = m_search->text().trimmed();
    m_list->clear();
    for (const auto& each : m_known) {
        const QString name = format::text(each.name);
        if (!name.contains(part, Qt::CaseInsensitive)) continue;
        if (m_list->count() >= kMostListed) break;
        auto* item = new QListWidgetItem(name, m_list);
        const bool isChosen = std::ranges::find(m_chosen, each.id) != m_chosen.end();
        item->setData(IdRole, QVariant::fromValue<qlonglong>(each.id));
        item->setData(ChosenRole, isChosen);
        item->setData(DeletedRole, each.deleted);
        item->setData(RunsRole, each.deleted ? tr("Deleted") : format::plural(each.runs, tr("run"), tr("runs")));
        item->setData(Qt::AccessibleTextRole, isChosen ? tr("%1, chosen").arg(name) : name);
        item->setToolTip(name);
        if (each.id == current) m_list->setCurrentItem(item);
    }
    updateButtons();
}

const track::Experiment* ExperimentPicker::currentExperiment() const {
    const auto* item = m_list->currentItem();
    if (!item) return nullptr;
    const auto found = std::ranges::find(m_known, item->data(IdRole).toLongLong(), &track::Experiment::id);
    return found == m_known.end() ? nullptr : &*found;
}

void ExperimentPicker::updateButtons() {
    const auto* experiment = currentExperiment();
    m_rename->setEnabled(experiment && !experiment->deleted);
    m_delete->setEnabled(experiment != nullptr);
    m_delete->setText(experiment && experiment->deleted ? tr("Restore") : tr("Delete"));
    m_delete->setAccessibleName(m_delete->text());
    m_all->setEnabled(!m_chosen.empty());
}

void ExperimentPicker::toggle(QListWidgetItem* item) {
    if (!item || item->data(DeletedRole).toBool()) return;
    const std::int64_t id = item->data(IdRole).toLongLong();
    if (std::erase(m_chosen, id) == 0) m_chosen.push_back(id);
    std::ranges::sort(m_chosen);
    updateText();
    fill();
    chosen();
}

void ExperimentPicker::write(
    const QString& problem, std::function<Status(track::Experiments&)> work, std::function<void()> done) {
    m_app.jobs.start<void>(
        this, {.title = tr("Change experiments"), .key = {}, .quiet = true, .result = {}},
        [work = std::move(work)](workspace::Workspace& workspace, Progress&) -> Status {
            track::Experiments experiments(workspace.ledger());
            return work(experiments);
        },
        [this, problem, done = std::move(done)](Status written) {
            if (!written) return void(m_app.notifications.postError(problem, written.error()));
            if (done) done();
            reload();
            changed();
        });
}

void ExperimentPicker::make() {
    const auto name = m_app.prompts.text(this, {.title = tr("New experiment"),
                                                   .label = tr("Runs of one question belong to one experiment."),
                                                   .action = tr("Create"),
                                                   .initial = m_search->text().trimmed(),
                                                   .suggestion = tr("Name of the experiment")});
    if (!name) return;
    write(tr("Couldn't create the experiment"),
        [actor = m_app.actor(), name = name->toStdString()](track::Experiments& experiments) -> Status {
            SLIPWAY_TRY(experiments.create(actor, {.name = name, .artifactLocation = {}, .tags = {}}));
            return {};
        });
}

void ExperimentPicker::rename() {
    const auto* experiment = currentExperiment();
    if (!experiment) return;
    const std::int64_t id = experiment->id;
    const auto name = m_app.prompts.text(this, {.title = tr("Rename experiment"),
                                                   .label = tr("Name of the experiment"),
                                                   .action = tr("Rename"),
                                                   .initial = format::text(experiment->name),
                                                   .suggestion = {}});
    if (!name) return;
    write(tr("Couldn't rename the experiment"),
        [actor = m_app.actor(), id, name = name->toStdString()](
            track::Experiments& experiments) { return experiments.rename(actor, id, name); });
}

void ExperimentPicker::setDeleted(const track::Experiment& experiment, bool deleted) {
    if (deleted && std::erase(m_chosen, experiment.id) > 0) {
        updateText();
        chosen();
    }
    write(
        deleted ? tr("Couldn't delete the experiment") : tr("Couldn't restore the experiment"),
        [actor = m_app.actor(), id = experiment.id, deleted](
            track::Experiments& experiments) { return experiments.setDeleted(actor, id, deleted); },
        [this, experiment, deleted] {
            const QString name = format::text(experiment.name);
            if (!deleted)
                return void(
                    m_app.notifications.post({.severity = Severity::Success, .title = tr("Restored %1").arg(name)}));
            m_app.notifications.post({.severity = Severity::Info,
                .title = tr("Deleted the experiment %1").arg(name),
                .text = tr("%1 went to the trash with it.").arg(format::plural(experiment.runs, tr("run"), tr("runs"))),
                .link = {},
                .action = tr("Undo"),
                .run =
                    [self = QPointer(this), experiment] {
                        if (self) self->setDeleted(experiment, false);
                    },
                .seconds = 10});
        });
}

void ExperimentPicker::remove() {
    if (const auto* experiment = currentExperiment()) setDeleted(track::Experiment(*experiment), !experiment->deleted);
}

} // namespace slipway::ui
