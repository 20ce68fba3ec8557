#include "ui/track/table/run_export.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSaveFile>

#include "core/base/json.h"
#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kChunk = 1000, kTrayFrom = 10000, kMostCopied = 100000;

QByteArray csvCell(const QString& text) {
    QByteArray cell = text.toUtf8();
    if (!cell.contains(',') && !cell.contains('"') && !cell.contains('\n') && !cell.contains('\r')) return cell;
    return '"' + cell.replace("\"", "\"\"") + '"';
}

QByteArray markdownCell(const QString& text) {
    return text.simplified().replace('\\', QStringLiteral("\\\\")).replace('|', QStringLiteral("\\|")).toUtf8();
}

QByteArray tabCell(QString text) {
    return text.replace('\t', ' ').replace('\n', ' ').toUtf8();
}

QByteArray line(const QStringList& cells, TableFormat format) {
    QByteArrayList parts;
    for (const auto& cell : cells)
        parts << (format == TableFormat::Csv        ? csvCell(cell)
                  : format == TableFormat::Markdown ? markdownCell(cell)
                                                    : tabCell(cell));
    if (format == TableFormat::Markdown) return "| " + parts.join(" | ") + " |\n";
    return parts.join(format == TableFormat::Csv ? "," : "\t") + (format == TableFormat::Csv ? "\r\n" : "\n");
}

Json jsonOf(const track::RunCell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* real = std::get_if<double>(&cell)) return jsonNumber(*real);
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) return *whole;
    return nullptr;
}

QByteArray jsonRow(const track::RunCells& run, const std::vector<track::RunField>& fields) {
    Json object{{"run_id", run.id}};
    for (std::size_t i = 0; i < fields.size(); ++i) object[writtenField(fields[i])] = jsonOf(run.cells[i]);
    return QByteArray::fromStdString(dump(object));
}

QByteArray head(const std::vector<track::RunField>& fields, TableFormat format) {
    if (format == TableFormat::Json) return "[\n";
    QStringList titles{QStringLiteral("run_id")};
    for (const auto& field : fields) titles << format::text(writtenField(field));
    QByteArray text = line(titles, format);
    if (format == TableFormat::Markdown) {
        QStringList rules;
        for (qsizetype i = 0; i < titles.size(); ++i) rules << QStringLiteral("---");
        text += line(rules, format);
    }
    return text;
}

std::vector<track::RunField> fieldsOf(const std::vector<RunColumn>& columns) {
    std::vector<track::RunField> fields;
    for (const auto& column : columns) fields.push_back(column.field);
    return fields;
}

QString endingOf(TableFormat format) {
    return format == TableFormat::Csv    ? QStringLiteral("csv")
           : format == TableFormat::Json ? QStringLiteral("json")
                                         : QStringLiteral("md");
}

} // namespace

Status writeRuns(store::Database& db, const std::vector<std::int64_t>& runs, const std::vector<track::RunField>& fields,
    TableFormat format, const std::function<Status(const QByteArray&)>& write, Progress& progress) {
    SLIPWAY_TRY(write(head(fields, format)));
    bool first = true;
    for (std::size_t from = 0; from < runs.size(); from += kChunk) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the export was cancelled");
        const auto part = std::span(runs).subspan(from, std::min(kChunk, runs.size() - from));
        SLIPWAY_ASSIGN(const auto rows, track::readCells(db, part, fields));
        QByteArray text;
        for (const auto& run : rows) {
            if (format == TableFormat::Json) {
                text += (first ? "" : ",\n") + jsonRow(run, fields);
                first = false;
                continue;
            }
            QStringList cells{format::text(run.id)};
            for (std::size_t i = 0; i < fields.size(); ++i) cells << exactText(run.cells[i], fields[i]);
            text += line(cells, format);
        }
        SLIPWAY_TRY(write(text));
        progress.update(static_cast<double>(from + part.size()) / static_cast<double>(runs.size()),
            std::to_string(from + part.size()) + " runs");
    }
    return format == TableFormat::Json ? write("\n]\n") : Status{};
}

void RunExport::save(QWidget* asker, std::vector<std::int64_t> runs, const std::vector<RunColumn>& columns,
    TableFormat format, const QString& about) {
    const QString ending = endingOf(format);
    const auto file =
        m_app.prompts.saveFile(asker, {tr("Export %1").arg(about), tr("%1 files (*.%2)").arg(ending.toUpper(), ending),
                                          QStringLiteral("runs.") + ending});
    if (!file) return;
    const std::size_t count = runs.size();
    m_app.jobs.start<void>(
        this, {.title = tr("Export %1").arg(about), .key = {}, .quiet = count <= kTrayFrom, .result = {}},
        [runs = std::move(runs), fields = fieldsOf(columns), format, path = *file](
            workspace::Workspace& workspace, Progress& progress) -> Status {
            QSaveFile out(path); // a file that stays half written would look whole
            const auto problem = [&] {
                return fail(ErrorCode::Unavailable,
                    path.toStdString() + " cannot be written: " + out.errorString().toStdString());
            };
            if (!out.open(QIODevice::WriteOnly)) return problem();
            SLIPWAY_TRY(writeRuns(
                workspace.db(), runs, fields, format,
                [&](const QByteArray& text) -> Status {
                    if (out.write(text) == text.size()) return {};
                    return problem();
                },
                progress));
            if (!out.commit()) return problem();
            return {};
        },
        [this, about, path = *file](Status written) {
            if (written)
                m_app.notifications.post(
                    {.severity = Severity::Success, .title = tr("Exported %1").arg(about), .text = path});
            else if (written.error().code != ErrorCode::Cancelled)
                m_app.notifications.postError(tr("Couldn't export %1").arg(about), written.error());
        });
}

void RunExport::copyTable(std::vector<std::int64_t> runs, const std::vector<RunColumn>& columns) {
    if (runs.empty()) return;
    const bool cut = runs.size() > kMostCopied;
    if (cut) runs.resize(kMostCopied);
    const auto count = static_cast<std::int64_t>(runs.size());
    m_app.jobs.start<QByteArray>(
        this, {.title = tr("Copy runs"), .key = QStringLiteral("copy"), .quiet = true, .result = {}},
        [runs = std::move(runs), fields = fieldsOf(columns)](
            workspace::Workspace& workspace, Progress& progress) -> Result<QByteArray> {
            QByteArray all;
            SLIPWAY_TRY(writeRuns(
                workspace.db(), runs, fields, TableFormat::TabSeparated,
                [&](const QByteArray& text) -> Status {
                    all += text;
                    return {};
                },
                progress));
            return all;
        },
        [this, count, cut](Result<QByteArray> text) {
            if (!text) return void(m_app.notifications.postError(tr("Couldn't copy the runs"), text.error()));
            QGuiApplication::clipboard()->setText(QString::fromUtf8(*text));
            const QString what = format::plural(count, tr("run"), tr("runs"));
            m_app.notifications.post({.severity = Severity::Success,
                .title = cut ? tr("Copied the first %1").arg(what) : tr("Copied %1").arg(what),
                .seconds = 3});
        });
}

void RunExport::copyIds(std::vector<std::int64_t> runs) {
    const auto count = static_cast<std::int64_t>(runs.size());
    m_app.jobs.start<QByteArray>(
        this, {.title = tr("Copy ids"), .key = QStringLiteral("copy"), .quiet = true, .result = {}},
        [runs = std::move(runs)](workspace::Workspace& workspace, Progress&) -> Result<QByteArray> {
            SLIPWAY_ASSIGN(const auto rows, track::readCells(workspace.db(), runs, {}));
            QByteArrayList ids;
            for (const auto& row : rows) ids << QByteArray::fromStdString(row.id);
            return ids.join('\n');
        },
        [this, count](Result<QByteArray> text) {
            if (!text) return void(m_app.notifications.postError(tr("Couldn't copy the ids"), text.error()));
            QGuiApplication::clipboard()->setText(QString::fromUtf8(*text));
            m_app.notifications.post({.severity = Severity::Success,
                .title = tr("Copied %1").arg(format::plural(count, tr("id"), tr("ids"))),
                .seconds = 3});
        });
}

} // namespace slipway::ui
