#include "ui/label/workbench/suggestion_box.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>
#include <cmath>

#include "ui/label/workbench/tool_column.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kMostClasses = 8;

QString percentText(int percent) {
    return QObject::tr("%1 %").arg(percent);
}

} // namespace

SuggestionBox::SuggestionBox(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 0, 16, 0);
    column->setSpacing(8);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_slider = new QSlider(Qt::Horizontal);
    m_slider->setObjectName(QStringLiteral("thresholdSlider"));
    m_slider->setAccessibleName(tr("Threshold of suggestions, percent"));
    m_slider->setRange(0, 100);
    m_slider->setSingleStep(1);
    m_slider->setPageStep(10);
    m_spin = new QSpinBox;
    m_spin->setObjectName(QStringLiteral("thresholdSpin"));
    m_spin->setAccessibleName(tr("Threshold of suggestions, percent"));
    m_spin->setRange(0, 100);
    m_spin->setSuffix(tr(" %"));
    m_spin->setAlignment(Qt::AlignRight);
    m_spin->setFixedWidth(68);
    m_spin->setKeyboardTracking(false);
    row->addWidget(m_slider, 1);
    row->addWidget(m_spin);
    column->addLayout(row);
    m_classes = new QVBoxLayout;
    m_classes->setSpacing(2);
    column->addLayout(m_classes);
    m_accept = makeButton({}, QStringLiteral("acceptSuggestions"), ButtonKind::Normal);
    m_accept->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    column->addWidget(m_accept);
    auto* last = new QHBoxLayout;
    m_hidden = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_hidden->setObjectName(QStringLiteral("hiddenSuggestions"));
    m_hidden->setWordWrap(true);
    m_back = makeLinkButton(tr("Bring back"), QStringLiteral("bringBackSuggestions"));
    last->addWidget(m_hidden, 1);
    last->addWidget(m_back);
    column->addLayout(last);
    connect(m_slider, &QSlider::valueChanged, m_spin, &QSpinBox::setValue);
    connect(m_spin, &QSpinBox::valueChanged, this, [this](int percent) {
        const QSignalBlocker block(m_slider);
        m_slider->setValue(percent);
        thresholdChanged(percent / 100.0);
    });
    connect(m_accept, &QPushButton::clicked, this, [this] { actionWanted(QStringLiteral("suggestion.acceptAll")); });
    connect(m_back, &QPushButton::clicked, this, &SuggestionBox::rejectedWanted);
}

void SuggestionBox::setKeys(const KeySet& keys) {
    m_acceptKey = firstKey(keys, QStringLiteral("suggestion.acceptAll"));
    const QString tip = tr("Suggestions below it are hidden (%1, %2)")
                            .arg(firstKey(keys, QStringLiteral("suggestion.raise")),
                                firstKey(keys, QStringLiteral("suggestion.lower")));
    m_slider->setToolTip(tip);
    m_spin->setToolTip(tip);
}

void SuggestionBox::show(const SuggestionList& suggestions, bool canEdit, bool withheld) {
    const auto counts = suggestions.counts();
    const int percent = static_cast<int>(std::lround(suggestions.threshold() * 100));
    {
        const QSignalBlocker blockSlider(m_slider), blockSpin(m_spin);
        m_slider->setValue(percent);
        m_spin->setValue(percent);
    }
    const QString all = format::count(counts.total), above = format::count(counts.above);
    QString text = percent == 0 ? tr("Accept all %1").arg(all)
                                : tr("Accept %1 of %2 at %3 or above").arg(above, all, percentText(percent));
    m_acceptTexts = {text, tr("Accept %1 of %2").arg(above, all)};
    fitText();
    m_accept->setAccessibleName(text);
    m_accept->setToolTip(m_acceptKey.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, m_acceptKey));
    m_accept->setEnabled(canEdit && counts.above > 0);
    m_accept->setVisible(counts.total > 0);
    const bool some = counts.total > 0 || counts.rejected > 0;
    m_slider->setVisible(some);
    m_spin->setVisible(some);
    QStringList rest;
    if (const int hidden = counts.total - counts.above; hidden > 0)
        rest << tr("%1 below the threshold hidden").arg(format::count(hidden));
    if (counts.rejected > 0) rest << tr("%1 rejected").arg(format::count(counts.rejected));
    QString note = rest.join(QStringLiteral(", "));
    if (withheld)
        note += (note.isEmpty() ? QString() : QStringLiteral(". ")) +
                tr("Classes are not suggested here: your own answer measures the models");
    m_hidden->setText(note);
    m_hidden->setVisible(!note.isEmpty());
    m_back->setVisible(counts.rejected > 0);
    m_back->setAccessibleName(tr("Bring back rejected suggestions"));
    showClasses(suggestions.classes(), canEdit);
}

/// The threshold stands above the button as well: where the column is narrow, its text does without.
void SuggestionBox::fitText() {
    constexpr int kPadding = 28;
    const bool fits = m_accept->fontMetrics().horizontalAdvance(m_acceptTexts.first) + kPadding <= m_accept->width();
    m_accept->setText(fits ? m_acceptTexts.first : m_acceptTexts.second);
}

void SuggestionBox::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layout()->activate();
    fitText();
}

void SuggestionBox::showClasses(const std::vector<SuggestionList::ClassSuggestion>& classes, bool canEdit) {
    std::vector<label::ItemClass> wanted;
    for (const auto& each : classes)
        if (wanted.size() < kMostClasses) wanted.push_back(each.answer);
    if (wanted == m_shown && canEdit == m_shownEditable) return;
    m_shown = wanted;
    m_shownEditable = canEdit;
    clearLayout(m_classes);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto& suggestion = classes[i];
        const QString name = format::text(suggestion.answer.label);
        auto* row = new QHBoxLayout;
        row->setSpacing(4);
        auto* text = new ElidedLabel(name, FontRole::Body);
        row->addWidget(text, 1);
        auto* score = new TextLabel(format::percent(suggestion.score, 0), FontRole::Caption, Token::TextSecondary);
        score->setToolTip(tr("As %1 says").arg(suggestion.model));
        row->addWidget(score);
        auto* accept =
            makeIconButton(QStringLiteral("check"), tr("Accept class %1").arg(name), QStringLiteral("acceptClass"));
        auto* reject =
            makeIconButton(QStringLiteral("x"), tr("Reject class %1").arg(name), QStringLiteral("rejectClass"));
        for (auto* button : {accept, reject}) {
            button->setEnabled(canEdit);
            row->addWidget(button);
        }
        // Queued: the row that holds the button goes.
        connect(
            accept, &QToolButton::clicked, this, [this, answer = suggestion.answer] { classAccepted(answer); },
            Qt::QueuedConnection);
        connect(
            reject, &QToolButton::clicked, this, [this, answer = suggestion.answer] { classRejected(answer); },
            Qt::QueuedConnection);
        m_classes->addLayout(row);
    }
}

} // namespace slipway::ui
