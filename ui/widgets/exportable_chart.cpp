#include "ui/widgets/exportable_chart.h"

#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QMenu>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

#include "ui/shell/prompts.h"

namespace slipway::ui {

namespace {

std::unexpected<Error> notWritten(const QString& file) {
    return fail(ErrorCode::PermissionDenied, "the chart could not be written to " + file.toStdString(),
        "choose a folder that you may write to");
}

Status writeBytes(const QString& file, const QByteArray& bytes) {
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) < 0 || !out.commit()) return notWritten(file);
    return {};
}

/// One line of comma-separated values; quoted cells lose their quotes.
QStringList cellsOf(const QString& line) {
    QStringList cells{QString()};
    bool quoted = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
            cells.back() += '"';
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            cells.push_back({});
        } else {
            cells.back() += c;
        }
    }
    return cells;
}

QString fileName(QString title, const char* ending) {
    for (QChar& c : title)
        if (!c.isLetterOrNumber() && c != '-' && c != '.') c = '_';
    return title + QLatin1String(ending);
}

} // namespace

QImage chartImage(const ExportableChart& chart, double scale) {
    const QSize size = chart.chartSize();
    QImage image(size * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    QPainter painter(&image);
    chart.paintChart(painter, size);
    return image;
}

Status writeChartPng(const ExportableChart& chart, const QString& file, double scale) {
    QBuffer bytes;
    bytes.open(QIODevice::WriteOnly);
    if (!chartImage(chart, scale).save(&bytes, "PNG")) return notWritten(file);
    return writeBytes(file, bytes.data());
}

Status writeChartSvg(const ExportableChart& chart, const QString& file) {
    const QSize size = chart.chartSize();
    QBuffer bytes;
    bytes.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&bytes);
    generator.setSize(size);
    generator.setViewBox(QRect({}, size));
    generator.setTitle(chart.chartTitle());
    QPainter painter(&generator);
    chart.paintChart(painter, size);
    painter.end();
    return writeBytes(file, bytes.data());
}

QString markdownTable(const QString& csv) {
    QString text;
    bool head = true;
    for (const QString& line : csv.split('\n', Qt::SkipEmptyParts)) {
        QStringList cells = cellsOf(line);
        for (QString& cell : cells) cell.replace('|', QLatin1String("\\|"));
        text += QLatin1String("| ") + cells.join(QLatin1String(" | ")) + QLatin1String(" |\n");
        if (head) text += '|' + QStringLiteral(" --: |").repeated(cells.size()) + '\n';
        head = false;
    }
    return text;
}

void addExportActions(QMenu& menu, const ExportableChart& chart, Prompts& prompts, QWidget* parent,
    std::function<void(const Error&)> failed) {
    const auto save = [&chart, &prompts, parent, failed](const char* ending, const QString& filter, auto write) {
        const auto file =
            prompts.saveFile(parent, {QObject::tr("Export the chart"), filter, fileName(chart.chartTitle(), ending)});
        if (!file) return;
        if (const Status done = write(*file); !done) failed(done.error());
    };
    menu.addAction(QObject::tr("Save as PNG…"), parent, [save, &chart] {
        save(".png", QObject::tr("Pictures (*.png)"),
            [&](const QString& file) { return writeChartPng(chart, file, 2); });
    });
    menu.addAction(QObject::tr("Save as SVG…"), parent, [save, &chart] {
        save(".svg", QObject::tr("Drawings (*.svg)"), [&](const QString& file) { return writeChartSvg(chart, file); });
    });
    menu.addAction(QObject::tr("Save values as CSV…"), parent, [save, &chart] {
        save(".csv", QObject::tr("Tables (*.csv)"),
            [&](const QString& file) { return writeBytes(file, chart.chartCsv().toUtf8()); });
    });
    menu.addSeparator();
    menu.addAction(QObject::tr("Copy as picture"), parent,
        [&chart] { QGuiApplication::clipboard()->setImage(chartImage(chart, 2)); });
    menu.addAction(QObject::tr("Copy values as Markdown table"), parent,
        [&chart] { QGuiApplication::clipboard()->setText(markdownTable(chart.chartCsv())); });
}

} // namespace slipway::ui
