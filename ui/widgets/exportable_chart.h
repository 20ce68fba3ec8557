#pragma once

#include <QSize>
#include <QString>
#include <functional>

#include "core/base/result.h"

class QImage;
class QMenu;
class QPainter;
class QWidget;

namespace slipway::ui {

class Prompts;

/// What a chart tells about itself so that it can leave the window.
class ExportableChart {
public:
    virtual ~ExportableChart() = default;
    virtual QString chartTitle() const = 0;
    virtual QString chartCsv() const = 0; ///< raw values of what is shown, with a line of titles
    virtual QSize chartSize() const = 0;
    /// The picture with title and legend, in lines and text where the painter's device keeps them.
    virtual void paintChart(QPainter& painter, const QSizeF& size) const = 0;
};

QImage chartImage(const ExportableChart& chart, double scale);
Status writeChartPng(const ExportableChart& chart, const QString& file, double scale);
Status writeChartSvg(const ExportableChart& chart, const QString& file);
/// Comma-separated values as a Markdown table, numbers at the right.
QString markdownTable(const QString& csv);

/// Fills the menu: PNG, SVG, CSV, copy as picture, copy as Markdown table. `failed` hears of files that cannot be
/// written. Chart, prompts and parent live longer than the menu.
void addExportActions(QMenu& menu, const ExportableChart& chart, Prompts& prompts, QWidget* parent,
    std::function<void(const Error&)> failed);

} // namespace slipway::ui
