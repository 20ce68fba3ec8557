#include "ui/track/compare/curves_card.h"

#include <QVBoxLayout>

#include "ui/track/compare/curves_view.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

struct CurvesCard::Parts {
    CurvesView* view;
};

CurvesCard::CurvesCard(AppContext& app, QWidget* parent)
    : Card(tr("Curves"), parent), m_parts(std::make_unique<Parts>()) {
    m_parts->view = new CurvesView(app, {.firstCharts = 1, .framed = false});
    m_parts->view->setObjectName(QStringLiteral("visibleCurves"));
    connect(m_parts->view, &CurvesView::openRun, this, &CurvesCard::openRun);
    connect(m_parts->view, &CurvesView::failed, this, [this](const Error& error) {
        setCaption(tr("Couldn't load the curves: %1").arg(format::text(error.message)));
    });
    body().addWidget(m_parts->view, 1);
}

CurvesCard::~CurvesCard() = default;

void CurvesCard::setRuns(const std::vector<ChartedRun>& runs) {
    setCaption(
        runs.empty() ? QString() : format::plural(static_cast<std::int64_t>(runs.size()), tr("run"), tr("runs")));
    m_parts->view->setRuns(runs);
}

void CurvesCard::refresh() {
    m_parts->view->refresh();
}

} // namespace slipway::ui
