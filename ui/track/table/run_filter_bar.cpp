#include "ui/track/table/run_filter_bar.h"

#include <QHBoxLayout>
#include <QTimer>

#include "ui/track/table/chip.h"
#include "ui/track/table/filter_edit.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr int kProblemDelayMs = 600; // while somebody types, most texts are wrong for a moment
constexpr qsizetype kMostRecent = 12;

constexpr const char* kStatuses[] = {"RUNNING", "FINISHED", "FAILED", "KILLED"};

} // namespace

RunFilterBar::RunFilterBar(AppContext& app, QWidget* parent) : QWidget(parent), m_lateProblem(new QTimer(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    m_edit = new FilterEdit(app, this);
    row->addWidget(m_edit);
    m_below = new QWidget(this);
    auto* chips = new QHBoxLayout(m_below);
    chips->setContentsMargins(0, 0, 0, 0);
    chips->setSpacing(8);
    addChips(chips);
    m_problem = new ElidedLabel({}, FontRole::Caption, Token::BadText, m_below);
    m_problem->setObjectName(QStringLiteral("filterProblem"));
    chips->addWidget(m_problem, 1);
    m_filter.filter.emplace();
    m_lateProblem->setSingleShot(true);
    m_lateProblem->setInterval(kProblemDelayMs);
    connect(m_lateProblem, &QTimer::timeout, this, [this] {
        if (m_edit->text() != m_readText) return;
        m_edit->setProblem(m_wrong.begin, std::max(m_wrong.end, m_wrong.begin + 1));
        m_problem->setText(m_wrong.problem);
    });
    connect(m_edit, &FilterEdit::searched, this, [this](const QString& text) { read(text, !m_edit->hasFocus()); });
    connect(m_edit, &QLineEdit::returnPressed, this, [this] { read(m_edit->text(), true); });
    connect(m_edit, &QLineEdit::textChanged, this, [this] { m_problem->setText({}); });
}

void RunFilterBar::addChips(QHBoxLayout* row) {
    for (const char* status : kStatuses) {
        const PillLook look = lookOf(status);
        auto* chip = new Chip(look.word, QStringLiteral("status-") + QLatin1String(status), m_below);
        chip->setShape(look.kind);
        chip->setCheckable(true);
        chip->setProperty("status", QLatin1String(status));
        chip->setToolTip(tr("Only runs that are: %1").arg(look.word));
        connect(chip, &QAbstractButton::clicked, this, &RunFilterBar::toggleStatus);
        row->addWidget(chip);
        m_chips.push_back(chip);
    }
}

QString RunFilterBar::text() const {
    return m_readText;
}

void RunFilterBar::setText(const QString& text) {
    const QSignalBlocker quiet(this);
    m_edit->blockSignals(true);
    m_edit->setText(text);
    m_edit->blockSignals(false);
    m_edit->textChanged(text); // the clear button and the problem look at it
    read(text, true);
}

void RunFilterBar::read(const QString& text, bool atOnce) {
    auto now = readFilter(text);
    m_lateProblem->stop();
    m_problem->setText({});
    if (!now.filter) {
        m_wrong = std::move(now);
        m_readText = text;
        m_lateProblem->start(atOnce ? 0 : kProblemDelayMs);
        for (auto* chip : m_chips) chip->setEnabled(false);
        return;
    }
    const bool same = text == m_readText && m_filter.filter.has_value() && m_wrong.problem.isEmpty();
    m_wrong = {};
    m_filter = std::move(now);
    m_readText = text;
    updateChips();
    if (!same) filterChanged();
}

void RunFilterBar::showProblem(const QString& problem) {
    m_problem->setText(problem);
}

void RunFilterBar::toggleStatus() {
    QStringList wanted;
    for (const auto* chip : m_chips)
        if (chip->isChecked()) wanted << chip->property("status").toString();
    m_edit->setText(withStatuses(m_edit->text(), wanted));
    read(m_edit->text(), true);
}

void RunFilterBar::updateChips() {
    const QStringList chosen = statusesOf(m_readText);
    for (auto* chip : m_chips) {
        chip->setEnabled(true);
        chip->setChecked(chosen.contains(chip->property("status").toString()));
    }
}

void RunFilterBar::setRecent(const QStringList& recent) {
    m_recent = recent.mid(0, kMostRecent);
    m_edit->setRecent(m_recent);
}

void RunFilterBar::remember(const QString& text) {
    if (text.trimmed().isEmpty() || (!m_recent.isEmpty() && m_recent.front() == text)) return;
    m_recent.removeAll(text);
    m_recent.prepend(text);
    setRecent(m_recent);
    recentChanged();
}

} // namespace slipway::ui
