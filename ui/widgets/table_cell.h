#pragma once

#include <QString>
#include <QVariant>
#include <optional>
#include <vector>

#include "ui/widgets/pill.h"

namespace slipway::ui {

/// Roles that CellDelegate reads beside the usual ones; own models may answer them too.
enum CellRole {
    RowIdRole = Qt::UserRole + 1, ///< QString: stable id of the row
    SortRole,                     ///< what to sort by when it is not the text
    PillRole,                     ///< int PillKind: the text is drawn as a pill
    BarRole,                      ///< double 0 … 1: bar behind the number at the right
    SparkRole,                    ///< QVariantList of doubles: small columns instead of text
    SwatchRole,                   ///< int series slot: line swatch before the text
    CodeRole,                     ///< bool: monospace
    StrongRole,                   ///< bool: semibold
    MutedRole,                    ///< bool: secondary text
    IconRole,                     ///< QString: icon before the text
    DetailRole,                   ///< QString: muted text after the main text
};

/// One cell of a ListTableModel. `Cell("text")` is enough for most.
struct Cell {
    QString text;
    QString tip;   ///< "" : the text when it is elided
    QVariant sort; ///< invalid: by text
    std::optional<PillKind> pill;
    std::optional<double> bar;
    std::vector<double> spark;
    int swatch = -1;
    bool code = false, strong = false, muted = false;
    QString icon, detail;

    Cell() = default;
    Cell(QString value) : text(std::move(value)) {} // NOLINT(google-explicit-constructor)
    Cell(const char* value) : text(QString::fromUtf8(value)) {}
    static Cell number(double value);                ///< formatted, sorts by value, full value as tip
    static Cell number(std::optional<double> value); ///< en dash when there is none, sorts last
    static Cell metric(double value); ///< as number(), but keeps zeros at the end, so that a column's points line up
    static Cell metric(std::optional<double> value);
    static Cell count(std::int64_t value);
    static Cell time(std::int64_t timestamp);      ///< relative, absolute as tip
    static Cell state(std::string_view coreState); ///< pill by lookOf()
    static Cell withPill(const PillLook& look);
    static Cell id(const QString& value); ///< monospace
};

enum class Align { Left, Right };

struct TableColumn {
    QString title;
    Align align = Align::Left; ///< numbers: Right
    int width = 120;
    bool stretch = false;
    QString tip;
};

/// `id` keeps selection and current row across refreshes; a link (links.h) lets Enter open it.
struct TableRow {
    QString id;
    std::vector<Cell> cells;
    QString link;
};

} // namespace slipway::ui
