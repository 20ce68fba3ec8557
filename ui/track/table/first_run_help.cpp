#include "ui/track/table/first_run_help.h"

#include <QVBoxLayout>

#include "core/workspace/service_host.h"
#include "core/workspace/workspace.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

FirstRunHelp::FirstRunHelp(AppContext& app, QWidget* parent)
    : QWidget(parent), m_app(app), m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    fill();
}

void FirstRunHelp::fill() {
    clearLayout(m_column);
    const QString sentence =
        m_uri.isEmpty() ? tr("A run keeps parameters, metrics and the model of one training. Start the service "
                             "to log from Python with mlflow, or train from the command line.")
                        : tr("A run keeps parameters, metrics and the model of one training. Log the first one "
                             "from Python with mlflow, or train from the command line.");
    auto* empty = new EmptyState(QStringLiteral("flask"), tr("No runs yet"), sentence, this);
    if (!m_uri.isEmpty())
        empty->addSnippet(
            QStringLiteral("import mlflow\nmlflow.set_tracking_uri(\"%1\")\nwith mlflow.start_run():\n"
                           "    mlflow.log_param(\"depth\", 6)\n    mlflow.log_metric(\"accuracy\", 0.93)")
                .arg(m_uri));
    else
        empty->addSnippet(QStringLiteral("slipway serve"));
    empty->addSnippet(QStringLiteral("slipway train start --experiment census --dataset census --target income"));
    empty->addButton(tr("Import runs…"), QStringLiteral("importFirstRuns"), [this] { importWanted(); });
    m_column->addWidget(empty);
}

void FirstRunHelp::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    const auto service = workspace::findService(m_app.workspace.folder());
    const QString uri = service ? format::text(service->trackingUri) : QString();
    if (uri == m_uri) return;
    m_uri = uri;
    fill();
}

} // namespace slipway::ui
