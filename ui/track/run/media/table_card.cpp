#include "ui/track/run/media/table_card.h"

#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/track/run/preview/preview.h"
#include "ui/track/run/preview/table_rows.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

constexpr int kShownRows = 10;

} // namespace

TableCard::TableCard(AppContext& app, const QString& run, const QString& path, QWidget* parent)
    : Card(path, parent), m_app(app), m_run(run), m_path(path) {
    setFlush();
    m_note = new TextLabel({}, FontRole::Caption, Token::WarnText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(16, 0, 16, 4);
    m_note->hide();
    m_table = new DataTable(tr("Table %1").arg(path), this);
    m_table->setObjectName(QStringLiteral("loggedTable"));
    m_rows = new ListTableModel({}, m_table);
    m_table->setSortable(true);
    body().addWidget(m_note);
    body().addWidget(m_table);
    reload();
}

void TableCard::reload() {
    m_app.jobs.start<TableRows>(
        this, {.title = tr("Read table"), .key = "table", .quiet = true, .result = {}},
        [run = m_run.toStdString(), path = m_path](
            workspace::Workspace& workspace, Progress& progress) -> Result<TableRows> {
            SLIPWAY_ASSIGN(const auto file, workspace.tracker().artifactFile(run, path.toStdString()));
            SLIPWAY_ASSIGN(
                const auto preview, readPreview(file, path.section('/', -1), PreviewLimits::kPictureSide, progress));
            auto rows = tableRows(preview.table);
            rows.note = preview.note;
            return rows;
        },
        [this](Result<TableRows> rows) {
            m_note->setVisible(!rows || !rows->note.isEmpty());
            if (!rows) return m_note->setText(sentenceOf(rows.error()));
            m_note->setText(rows->note);
            setCaption(format::plural(static_cast<std::int64_t>(rows->rows.size()), tr("row"), tr("rows")));
            m_rows->setColumns(std::move(rows->columns));
            m_table->setListModel(m_rows);
            m_rows->setRows(std::move(rows->rows));
            m_table->fitHeightToRows(kShownRows);
        });
}

} // namespace slipway::ui
