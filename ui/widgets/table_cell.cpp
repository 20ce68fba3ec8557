#include "ui/widgets/table_cell.h"

#include <cmath>
#include <limits>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

Cell Cell::number(double value) {
    Cell cell(format::number(value));
    cell.tip = format::fullNumber(value);
    cell.sort = std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
    return cell;
}

Cell Cell::number(std::optional<double> value) {
    if (value) return number(*value);
    Cell cell(format::missing());
    cell.sort = -std::numeric_limits<double>::infinity();
    cell.muted = true;
    return cell;
}

Cell Cell::metric(double value) {
    Cell cell = number(value);
    cell.text = format::metric(value);
    return cell;
}

Cell Cell::metric(std::optional<double> value) {
    return value ? metric(*value) : number(value);
}

Cell Cell::count(std::int64_t value) {
    Cell cell(format::count(value));
    cell.sort = QVariant::fromValue<qlonglong>(value);
    return cell;
}

Cell Cell::time(std::int64_t timestamp) {
    Cell cell(format::when(timestamp));
    cell.tip = format::absolute(timestamp);
    cell.sort = QVariant::fromValue<qlonglong>(timestamp);
    cell.muted = true;
    return cell;
}

Cell Cell::state(std::string_view coreState) {
    return withPill(lookOf(coreState));
}

Cell Cell::withPill(const PillLook& look) {
    Cell cell(look.word);
    cell.pill = look.kind;
    return cell;
}

Cell Cell::id(const QString& value) {
    Cell cell(value);
    cell.code = true;
    return cell;
}

} // namespace slipway::ui
