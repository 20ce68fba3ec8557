#include "ui/track/compare/curves_section.h"

#include <QVBoxLayout>

#include "ui/track/compare/curves_view.h"

namespace slipway::ui {

CurvesSection::CurvesSection(AppContext& app, QWidget* parent)
    : CompareSection(parent), m_view(new CurvesView(app, {})) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
    connect(m_view, &CurvesView::openRun, this, &CurvesSection::openRun);
    connect(m_view, &CurvesView::failed, this, &CurvesSection::failed);
}

void CurvesSection::showRuns(const SharedRuns& runs) {
    if (m_runs == runs->runs) return m_view->refresh();
    m_runs = runs->runs;
    m_view->setRuns(m_runs);
}

} // namespace slipway::ui
