#include "ui/pipeline/step_details.h"

#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/section_header.h"

namespace slipway::ui {

StepDetails::StepDetails(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this)) {
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(12);
    clear();
}

void StepDetails::clear() {
    clearLayout(m_layout);
    auto* hint = new TextLabel(
        tr("Choose a run and a step to see its log and outputs."), FontRole::Body, Token::TextSecondary, this);
    hint->setWordWrap(true);
    m_layout->addWidget(hint);
    m_layout->addStretch(1);
}

void StepDetails::show(const pipeline::PipelineRun& run, const pipeline::StepRun& step) {
    clearLayout(m_layout);
    auto* header = new SectionHeader(format::text(step.name), format::text(step.kind), this);
    header->addWidget(new Pill(lookOf(step.state).kind, lookOf(step.state).word, this));
    m_layout->addWidget(header);
    if (!step.error.empty()) {
        auto* error = new TextLabel(format::text(step.error), FontRole::Body, Token::BadText, this);
        error->setWordWrap(true);
        m_layout->addWidget(error);
    }
    auto* facts = new KeyValueList(this);
    facts->add(tr("Run"), tr("%1, %2").arg(run.id).arg(lookOf(run.state).word));
    facts->add(tr("Started by"), format::text(run.trigger));
    facts->add(tr("Started"), format::when(step.startedAt), format::absolute(step.startedAt));
    facts->add(tr("Took"), step.endedAt > 0 ? format::duration(step.endedAt - step.startedAt) : format::missing());
    facts->add(tr("Attempts"), format::count(step.attempts));
    for (const auto& [name, value] : run.parameters)
        facts->add(tr("Parameter %1").arg(format::text(name)), format::text(value));
    for (const auto& [name, value] : step.outputs)
        facts->add(tr("Output %1").arg(format::text(name)), format::text(value));
    m_layout->addWidget(facts);
    m_layout->addWidget(new SectionHeader(tr("Log"), {}, this));
    auto* log = new QPlainTextEdit(format::text(step.log).trimmed(), this);
    log->setObjectName("stepLog");
    log->setAccessibleName(tr("Log of the step"));
    log->setReadOnly(true);
    log->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    log->setFont(ui::font(FontRole::Code));
    log->setPlaceholderText(tr("The step wrote nothing."));
    log->setMinimumHeight(140);
    m_layout->addWidget(log, 1);
}

} // namespace slipway::ui
