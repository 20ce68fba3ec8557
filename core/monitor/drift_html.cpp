#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/monitor/drift.h"

namespace slipway::monitor {

namespace {

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--text:#1d2429;--soft:#5b6770;--line:#d9dfe3;--page:#f6f8f9;--card:#fff;
--reference:#8fa3b0;--current:#1f77b4;--bad:#b3261e;--good:#1b7a43}
@media (prefers-color-scheme:dark){:root{--text:#e6eaed;--soft:#9aa7b0;--line:#37424a;--page:#14191d;--card:#1c2328;
--reference:#6d808c;--current:#5aa9e6;--bad:#ff8a80;--good:#6fcf97}}
body{margin:0;padding:24px;background:var(--page);color:var(--text);font:15px/1.45 system-ui,sans-serif}
main{max-width:1080px;margin:auto}h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin:0}
.soft{color:var(--soft)}.bad{color:var(--bad);font-weight:600}.good{color:var(--good);font-weight:600}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:14px 16px;margin:14px 0;
overflow-wrap:anywhere}
.pair{display:flex;flex-wrap:wrap;gap:20px;align-items:flex-start}.pair>svg{flex:1 1 420px;max-width:560px}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:2px 12px 2px 0;text-align:right;font-weight:400}
td:first-child,th:first-child{text-align:left}th{color:var(--soft)}
svg{display:block;height:auto}svg text{fill:var(--soft);font:11px system-ui,sans-serif}
.r{fill:var(--reference)}.c{fill:var(--current)}.key{display:inline-block;width:10px;height:10px;border-radius:2px;margin:0 4px 0 12px}
)";

/// Text for HTML and SVG, attributes included; control characters and broken UTF-8 become a replacement character.
std::string escaped(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto valid = std::min(firstInvalidUtf8(text), text.size());
        for (const char c : text.substr(0, valid)) {
            switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? std::string("\uFFFD")
                                                                                      : std::string(1, c);
            }
        }
        text.remove_prefix(valid);
        if (text.empty()) break;
        out += "\uFFFD";
        text.remove_prefix(1);
    }
    return out;
}

std::string figure(const std::optional<double>& value) {
    return value ? fmt::format("{:.6g}", *value) : "–";
}

std::string bar(double x, double y, double width, double height, std::string_view side, const std::string& tip) {
    return fmt::format(
        R"(<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>)", side, x, y,
        width, height, escaped(tip));
}

double largestShare(const ColumnDrift& column) {
    double largest = 0;
    for (const auto* side : {&column.reference, &column.current})
        for (const double share : side->shares)
            if (share > largest) largest = share;
    return largest;
}

double shareAt(const DriftSide& side, std::size_t i) {
    return i < side.shares.size() && std::isfinite(side.shares[i]) ? std::clamp(side.shares[i], 0.0, 1.0) : 0;
}

/// Two histograms over the same bins, side by side in each bin.
std::string histogram(const ColumnDrift& column) {
    constexpr double width = 520, height = 150;
    const std::size_t bins = column.binEdges.size() - 1;
    const double step = width / static_cast<double>(bins), largest = largestShare(column);
    std::string svg = fmt::format(R"(<svg viewBox="0 0 {} {}" role="img" aria-label="{}">)", width, height + 18,
        escaped("Distribution of " + column.name));
    for (std::size_t i = 0; i < bins && largest > 0; ++i) {
        const double r = shareAt(column.reference, i) / largest * height,
                     c = shareAt(column.current, i) / largest * height;
        const double x = static_cast<double>(i) * step;
        const auto range = fmt::format("{:.6g} … {:.6g}: ", column.binEdges[i], column.binEdges[i + 1]);
        svg += bar(x + step * 0.06, height - r, step * 0.44, r, "r",
            fmt::format("{}reference {:.2f} %", range, shareAt(column.reference, i) * 100));
        svg += bar(x + step * 0.5, height - c, step * 0.44, c, "c",
            fmt::format("{}current {:.2f} %", range, shareAt(column.current, i) * 100));
    }
    svg +=
        fmt::format(R"(<text x="0" y="{0}">{1:.6g}</text><text x="{2}" y="{0}" text-anchor="end">{3:.6g}</text></svg>)",
            height + 14, column.binEdges.front(), width, column.binEdges.back());
    return svg;
}

std::string categoryBars(const ColumnDrift& column) {
    constexpr double width = 520, row = 26, label = 170;
    const double largest = largestShare(column);
    std::string svg = fmt::format(R"(<svg viewBox="0 0 {} {}" role="img" aria-label="{}">)", width,
        row * static_cast<double>(column.categories.size()), escaped("Categories of " + column.name));
    for (std::size_t i = 0; i < column.categories.size(); ++i) {
        const double y = row * static_cast<double>(i), room = width - label - 60;
        const double r = shareAt(column.reference, i), c = shareAt(column.current, i),
                     scale = largest > 0 ? room / largest : 0;
        svg += fmt::format(R"(<text x="0" y="{:.1f}">{}<title>{}</title></text>)", y + 16,
            escaped(forMessage(column.categories[i], 24)), escaped(column.categories[i]));
        svg += bar(label, y + 3, r * scale, 9, "r", fmt::format("reference {:.2f} %", r * 100));
        svg += bar(label, y + 13, c * scale, 9, "c", fmt::format("current {:.2f} %", c * 100));
        svg += fmt::format(R"(<text x="{:.1f}" y="{:.1f}">{:.1f} → {:.1f} %</text>)",
            label + std::max(r, c) * scale + 5, y + 16, r * 100, c * 100);
    }
    return svg + "</svg>";
}

std::string figures(const ColumnDrift& column) {
    const auto row = [](std::string_view what, const std::string& reference, const std::string& current) {
        return fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>", what, reference, current);
    };
    const auto count = [](std::int64_t value) { return withThousands(value); };
    const auto &r = column.reference, &c = column.current;
    std::string rows = row("rows", count(r.rows), count(c.rows)) + row("missing", count(r.missing), count(c.missing)) +
                       row("distinct", count(r.distinct), count(c.distinct));
    if (r.mean || c.mean)
        rows +=
            row("mean", figure(r.mean), figure(c.mean)) + row("std. deviation", figure(r.stddev), figure(c.stddev)) +
            row("minimum", figure(r.minimum), figure(c.minimum)) + row("maximum", figure(r.maximum), figure(c.maximum));
    return "<table><tr><th></th><th>reference</th><th>current</th></tr>" + rows + "</table>";
}

std::string verdict(const ColumnDrift& column) {
    if (!column.score) return "<span class=\"soft\">not tested</span>";
    return fmt::format("<span class=\"{}\">{}</span> <span class=\"soft\">{} {} = {}, threshold {}</span>",
        column.drifted ? "bad" : "good", column.drifted ? "drift" : "no drift", escaped(column.method),
        column.pValue ? "p" : "score", figure(column.score), figure(column.threshold));
}

std::string card(const ColumnDrift& column) {
    std::string html = fmt::format("<section class=\"card\"><h2>{} <span class=\"soft\">{}</span></h2><p>{}</p>",
        escaped(column.name), escaped(column.type), verdict(column));
    if (!column.note.empty()) html += "<p class=\"soft\">" + escaped(column.note) + "</p>";
    html += "<div class=\"pair\">";
    if (column.binEdges.size() > 1) html += histogram(column);
    if (!column.categories.empty()) html += categoryBars(column);
    return html + figures(column) + "</div></section>";
}

std::string nameList(std::string_view what, const std::vector<std::string>& names) {
    return names.empty() ? "" : fmt::format("<p>{}: {}</p>", what, escaped(join(names, ", ")));
}

} // namespace

std::string toHtml(const DriftReport& report, const std::string& title) {
    std::string html = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                       "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" +
                       escaped(title) + "</title><style>" + std::string(kStyle) + "</style></head><body><main><h1>" +
                       escaped(title) + "</h1>";
    html += fmt::format("<p><span class=\"{}\">{}</span> — {} of {} tested columns drifted; {:.0f} % make the data set "
                        "drift. <span class=\"soft\">{} reference rows, {} current rows.</span></p>",
        report.datasetDrift ? "bad" : "good", report.datasetDrift ? "The data set drifted" : "No data set drift",
        report.driftedColumns, report.testedColumns, report.driftShare * 100, withThousands(report.referenceRows),
        withThousands(report.currentRows));
    html += "<p class=\"soft\"><span class=\"key\" style=\"background:var(--reference);margin-left:0\"></span>reference"
            "<span class=\"key\" style=\"background:var(--current)\"></span>current</p>";
    html += nameList("Missing in the current data", report.missing) +
            nameList("New in the current data", report.added) +
            nameList("Of another type in the current data", report.typeChanged);
    std::vector<const ColumnDrift*> order;
    for (const auto& column : report.columns) order.push_back(&column);
    std::ranges::stable_sort(order, [](const auto* a, const auto* b) { return a->drifted > b->drifted; });
    for (const auto* column : order) html += card(*column);
    return html + "</main></body></html>\n";
}

} // namespace slipway::monitor
