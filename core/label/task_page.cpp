#include <charconv>
#include <chrono>
#include <cstring>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/label/label_rows.h"
#include "core/label/label_store.h"
#include "core/label/task_permutation.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

constexpr auto kLongestSearch = std::chrono::milliseconds(250);
constexpr int kPreviewCharacters = 200;
constexpr int kLargestPage = 10000;

/// Where a page ended. Orders by a figure come in two parts: the tasks that have it, then the others by number.
struct Cursor {
    enum class Part : char { Figure = 'f', Number = 'n', Place = 'p' };
    Part part = Part::Number;
    std::optional<double> figure; ///< nothing: from the start
    std::int64_t number = 0;      ///< of Place: tasks of the shuffled range, and `place` in it
    std::int64_t place = 0;
};

std::string tokenOf(const Cursor& cursor) {
    std::uint64_t bits = 0;
    if (cursor.figure) std::memcpy(&bits, &*cursor.figure, sizeof bits);
    return fmt::format("{}.{:x}.{}.{}", static_cast<char>(cursor.part), bits, cursor.number, cursor.place);
}

template <class T> bool readNumber(std::string_view text, T& value, int base = 10) {
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return failed == std::errc() && end == text.data() + text.size() && !text.empty();
}

Result<Cursor> cursorOf(std::string_view token) {
    const auto fields = split(token, '.');
    Cursor cursor;
    std::uint64_t bits = 0;
    const bool fits = fields.size() == 4 && fields[0].size() == 1 &&
                      std::string_view("fnp").find(fields[0][0]) != std::string_view::npos &&
                      readNumber(fields[1], bits, 16) && readNumber(fields[2], cursor.number) &&
                      readNumber(fields[3], cursor.place) && cursor.number >= 0 && cursor.place >= 0;
    if (!fits)
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' continues no list of tasks", forMessage(token)),
            "Start with the first page");
    cursor.part = static_cast<Cursor::Part>(fields[0][0]);
    double figure = 0;
    std::memcpy(&figure, &bits, sizeof figure);
    if (cursor.part == Cursor::Part::Figure) cursor.figure = figure;
    return cursor;
}

/// SQL text with `?` and what to bind to them, in step.
struct Query {
    std::string sql;
    std::vector<std::variant<std::int64_t, double, std::string>> values;
    template <class T> void add(std::string_view text, const T& value) {
        sql += text;
        if constexpr (std::is_same_v<T, double>)
            values.emplace_back(value);
        else if constexpr (std::is_integral_v<T>)
            values.emplace_back(static_cast<std::int64_t>(value));
        else
            values.emplace_back(std::string(value));
    }
    Result<store::Statement> prepare(store::Database& db) const {
        SLIPWAY_ASSIGN(auto statement, db.prepare(sql));
        int index = 0;
        for (const auto& value : values) std::visit([&](const auto& bound) { statement.bind(++index, bound); }, value);
        return statement;
    }
};

std::string likePattern(std::string_view search) {
    std::string pattern = "%";
    for (const char c : search) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

/// The conditions of a filter on label_task AS t, but for those that the chosen index answers already.
struct Conditions {
    bool state = true, unanswered = true, gold = true, label = true, annotator = true, assigned = true;
};

void addConditions(Query& query, const TaskFilter& filter, const Conditions& with, bool texts) {
    query.sql += "(1";
    if (with.state && filter.state) query.add(" AND t.state = ?", static_cast<int>(*filter.state));
    if (with.unanswered && filter.withoutAnswer) query.sql += " AND t.answers = 0";
    if (with.gold && filter.gold) query.sql += " AND t.gold = 1";
    if (with.label && !filter.label.empty())
        query.add(" AND EXISTS (SELECT 1 FROM label_use AS u WHERE u.project_id = t.project_id AND u.label = ? AND "
                  "u.number = t.number)",
            filter.label);
    if (with.annotator && !filter.annotator.empty())
        query.add(" AND EXISTS (SELECT 1 FROM label_annotation AS a WHERE a.task_id = t.id AND a.annotator = ?)",
            filter.annotator);
    if (with.assigned && !filter.assignedTo.empty())
        query.add(" AND EXISTS (SELECT 1 FROM label_assignment AS s WHERE s.project_id = t.project_id AND s.person = ? "
                  "AND s.number = t.number)",
            filter.assignedTo);
    if (!filter.search.empty()) {
        const auto pattern = likePattern(filter.search);
        query.add(" AND (t.by_path = 1 AND t.key LIKE ? ESCAPE '\\'", pattern);
        if (texts)
            query.add(" OR EXISTS (SELECT 1 FROM label_text AS x WHERE x.task_id = t.id AND x.text LIKE ? ESCAPE '\\')",
                pattern);
        query.sql += ")";
    }
    query.sql += ")";
}

} // namespace

/// One call of page(): walks one index after the other until the page is full or the time is up.
class TaskLister {
public:
    TaskLister(store::Database& db, std::int64_t project, const TaskFilter& filter, int limit, bool texts)
        : m_db(db), m_project(project), m_filter(filter), m_limit(limit), m_texts(texts) {}

    Result<LabelStore::TaskPage> list(std::string_view token) {
        Cursor cursor;
        if (!token.empty()) {
            SLIPWAY_ASSIGN(cursor, cursorOf(token));
        } else if (m_filter.order == TaskOrder::Random) {
            cursor.part = Cursor::Part::Place;
            SLIPWAY_ASSIGN(cursor.number, lastNumber());
        } else if (hasFigure()) {
            cursor.part = Cursor::Part::Figure;
        }
        if (cursor.part == Cursor::Part::Place) {
            SLIPWAY_TRY(walkShuffled(cursor));
        } else {
            if (cursor.part == Cursor::Part::Figure) {
                SLIPWAY_TRY(walkByFigure(cursor));
            }
            if (cursor.part == Cursor::Part::Number && !m_stopped) SLIPWAY_TRY(walkByNumber(cursor));
        }
        LabelStore::TaskPage page;
        if (m_stopped) page.next = tokenOf(cursor);
        SLIPWAY_ASSIGN(page.tasks, load());
        return page;
    }

private:
    bool hasFigure() const {
        return m_filter.order == TaskOrder::Uncertain || m_filter.order == TaskOrder::Disagreement;
    }
    std::string_view figure() const { return m_filter.order == TaskOrder::Uncertain ? "uncertainty" : "agreement"; }

    Result<std::int64_t> lastNumber() {
        SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT last_number FROM label_project WHERE id = ?"));
        select.bind(1, m_project);
        SLIPWAY_ASSIGN([[maybe_unused]] const bool there, select.step());
        return select.integer(0);
    }

    void found(std::int64_t task) {
        m_ids.push_back(task);
        if (static_cast<int>(m_ids.size()) >= m_limit) m_stopped = true;
    }
    void looked() {
        constexpr int kLookAtTheClockEvery = 256;
        if (++m_looked % kLookAtTheClockEvery == 0 && std::chrono::steady_clock::now() - m_start > kLongestSearch)
            m_stopped = true;
    }

    Status walkByFigure(Cursor& cursor) {
        const bool rising = m_filter.order == TaskOrder::Disagreement;
        const auto column = figure();
        Query query;
        query.sql = fmt::format("SELECT t.id, t.number, t.{}, ", column);
        addConditions(query, m_filter, {}, m_texts);
        query.sql += fmt::format(
            " FROM label_task AS t INDEXED BY {}", rising ? "label_task_disagreed" : "label_task_uncertain");
        query.add(" WHERE t.project_id = ?", m_project);
        query.sql += fmt::format(" AND t.{} IS NOT NULL", column);
        if (cursor.figure) {
            // Two conditions, because SQLite walks an index only from a bound on its next column.
            query.add(fmt::format(" AND t.{} {} ?", column, rising ? ">=" : "<="), *cursor.figure);
            query.add(fmt::format(" AND (t.{} <> ?", column), *cursor.figure);
            query.add(" OR t.number > ?)", cursor.number);
        }
        query.sql += fmt::format(" ORDER BY t.{} {}, t.number", column, rising ? "ASC" : "DESC");
        SLIPWAY_ASSIGN(auto select, query.prepare(m_db));
        while (!m_stopped) {
            SLIPWAY_ASSIGN(const bool there, select.step());
            if (!there) {
                cursor = {};
                return {};
            }
            cursor.number = select.integer(1);
            cursor.figure = select.real(2);
            if (select.integer(3) != 0) found(select.integer(0));
            looked();
        }
        return {};
    }

    /// The index that holds the fewest tasks that can match; the rest is checked task by task.
    Query byNumber(std::int64_t after) const {
        Conditions with;
        std::string from;
        std::optional<std::string> driver; // value of the driver's second column
        std::string_view number = "d.number";
        if (!m_filter.assignedTo.empty()) {
            from =
                " FROM label_assignment AS d CROSS JOIN label_task AS t ON t.id = d.task_id WHERE d.project_id = ? AND "
                "d.person = ?";
            driver = m_filter.assignedTo;
            with.assigned = false;
        } else if (!m_filter.annotator.empty()) {
            from = " FROM label_annotation AS d INDEXED BY label_annotation_by_person CROSS JOIN label_task AS t ON "
                   "t.id = "
                   "d.task_id WHERE d.project_id = ? AND d.annotator = ?";
            driver = m_filter.annotator;
            with.annotator = false;
        } else if (!m_filter.label.empty()) {
            from = " FROM label_use AS d CROSS JOIN label_task AS t ON t.id = d.task_id WHERE d.project_id = ? AND "
                   "d.label = ?";
            driver = m_filter.label;
            with.label = false;
        } else {
            number = "t.number";
            from = fmt::format(" FROM label_task AS t INDEXED BY {} WHERE t.project_id = ?", indexByNumber(with));
        }
        Query query;
        query.sql = "SELECT t.id, t.number, ";
        addConditions(query, m_filter, with, m_texts);
        query.add(from, m_project);
        if (driver) query.values.emplace_back(*driver);
        if (!with.state) query.add(" AND t.state = ?", static_cast<int>(*m_filter.state));
        if (!with.unanswered) query.sql += " AND t.answers = 0";
        if (!with.gold) query.sql += " AND t.gold = 1";
        query.add(fmt::format(" AND {} > ?", number), after);
        if (hasFigure()) query.sql += fmt::format(" AND t.{} IS NULL", figure());
        query.sql += fmt::format(" ORDER BY {}", number);
        return query;
    }

    std::string_view indexByNumber(Conditions& with) const {
        if (m_filter.gold) {
            with.gold = false;
            return "label_task_gold";
        }
        if (m_filter.state) {
            with.state = false;
            return "label_task_by_state";
        }
        if (m_filter.withoutAnswer) {
            with.unanswered = false;
            return "label_task_unanswered";
        }
        return "label_task_by_number";
    }

    Status walkByNumber(Cursor& cursor) {
        SLIPWAY_ASSIGN(auto select, byNumber(cursor.number).prepare(m_db));
        while (!m_stopped) {
            SLIPWAY_ASSIGN(const bool there, select.step());
            if (!there) return {};
            looked();
            // A person with two annotations of a task, one of them replaced, meets it twice.
            if (select.integer(1) == cursor.number) continue;
            cursor.number = select.integer(1);
            if (select.integer(2) != 0) found(select.integer(0));
        }
        return {};
    }

    Status walkShuffled(Cursor& cursor) {
        Query query;
        query.sql = "SELECT t.id, ";
        addConditions(query, m_filter, {}, m_texts);
        query.add(
            " FROM label_task AS t INDEXED BY label_task_by_number WHERE t.project_id = ? AND t.number = ?", m_project);
        SLIPWAY_ASSIGN(auto select, query.prepare(m_db));
        const int numberIndex = static_cast<int>(query.values.size()) + 1;
        const TaskPermutation shuffled(cursor.number, static_cast<std::uint64_t>(m_project));
        while (!m_stopped && cursor.place < cursor.number) {
            select.bind(numberIndex, shuffled.at(cursor.place++) + 1);
            SLIPWAY_ASSIGN(const bool there, select.step());
            if (there && select.integer(1) != 0) found(select.integer(0));
            select.reset();
            looked();
        }
        return {};
    }

    Result<std::vector<Task>> load() {
        SLIPWAY_ASSIGN(auto select,
            m_db.prepare("SELECT " + taskColumns(kPreviewCharacters) + " FROM label_task AS t WHERE t.id = ?"));
        std::vector<Task> tasks;
        tasks.reserve(m_ids.size());
        for (const auto id : m_ids) {
            select.bind(1, id);
            SLIPWAY_ASSIGN(const bool there, select.step());
            if (there) tasks.push_back(taskOf(select));
            select.reset();
        }
        return tasks;
    }

    store::Database& m_db;
    std::int64_t m_project;
    const TaskFilter& m_filter;
    int m_limit;
    bool m_texts;
    std::vector<std::int64_t> m_ids;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::int64_t m_looked = 0;
    bool m_stopped = false;
};

Result<LabelStore::TaskPage> LabelStore::page(
    std::int64_t project, const TaskFilter& filter, std::string_view token, int limit) const {
    if (limit < 1 || limit > kLargestPage)
        return fail(ErrorCode::InvalidArgument, fmt::format("a page has 1 to {} tasks, not {}", kLargestPage, limit),
            "Ask for fewer");
    SLIPWAY_ASSIGN(auto medium, m_db.prepare("SELECT medium FROM label_project WHERE id = ?"));
    medium.bind(1, project);
    SLIPWAY_ASSIGN(const bool there, medium.step());
    const bool texts = there && static_cast<Medium>(medium.integer(0)) == Medium::Text;
    return TaskLister(m_db, project, filter, limit, texts).list(token);
}

} // namespace slipway::label
