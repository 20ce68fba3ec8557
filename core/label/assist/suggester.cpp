#include "core/label/assist/suggester.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/assist/held_out.h"
#include "core/label/assist/model_answer.h"
#include "core/label/assist/suggestion_writer.h"
#include "core/label/item_check.h"
#include "core/label/label_service.h"
#include "core/label/problem_notes.h"
#include "core/label/text_offsets.h"
#include "core/ledger/ledger.h"
#include "core/media/image.h"
#include "core/net/http_client.h"

namespace slipway::label {

namespace {

using Steady = std::chrono::steady_clock;

constexpr int kPage = 1000;
constexpr std::size_t kStoreEach = 500;
constexpr auto kStoreAfter = std::chrono::seconds(3);
constexpr auto kPause = std::chrono::milliseconds(700); ///< before a server that was busy is asked again
constexpr std::size_t kLargestAnswer = 64u << 20, kLargestRequest = 8u << 20;
constexpr std::uintmax_t kLargestPicture = 64u << 20;
constexpr std::int64_t kGiveUpAfter = 20; ///< wrong answers without a single good one

std::string_view contentTypeOf(const std::string& path) {
    static const std::map<std::string, std::string_view, std::less<>> kTypes{{".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"}, {".png", "image/png"}, {".gif", "image/gif"}, {".bmp", "image/bmp"},
        {".webp", "image/webp"}, {".tif", "image/tiff"}, {".tiff", "image/tiff"}, {".avif", "image/avif"},
        {".heic", "image/heic"}};
    const auto found = kTypes.find(toLower(std::filesystem::path(path).extension().string()));
    return found == kTypes.end() ? "application/x-image" : found->second;
}

std::string nameOf(const Task& task) {
    return task.item.path.empty() ? fmt::format("task {}", task.number) : task.item.path;
}

/// What the server said when it refused.
Error refusal(const net::Response& answer) {
    const auto json = parseJson(answer.body, "answer");
    std::string said;
    if (json && json->is_object()) {
        const auto error = json->find("error");
        said = error != json->end() && error->is_object() ? textOr(*error, "message") : textOr(*json, "message");
        if (said.empty()) said = textOr(*json, "error");
    }
    if (said.empty()) said = answer.body;
    return {ErrorCode::Unavailable,
        fmt::format("the model server answered with status {}{}{}", answer.status, said.empty() ? "" : ": ",
            forMessage(said, 200)),
        "See its log, and try one request by hand"};
}

bool isBusy(int status) {
    return status == 429 || status == 502 || status == 503 || status == 504;
}
/// The same for every task: asking on is of no use.
bool isFinal(int status) {
    return status == 401 || status == 403 || status == 404 || status == 405 || (status >= 300 && status < 400);
}

/// Asks about tasks and keeps what comes.
class Asker {
public:
    Asker(Ledger& ledger, const access::Actor& actor, const Project& project, const ModelEndpoint& endpoint,
        const Suggester::Options& options, Suggester::Suggested& result, Progress& progress)
        : m_project(project),
          m_endpoint(endpoint),
          m_options(options),
          m_result(result),
          m_notes(result.problems, result.problemCount),
          m_progress(progress),
          m_writer(ledger, actor, project, "label.suggest") {}

    /// False: no more tasks.
    Result<bool> take(Task task) {
        if (m_options.atMost > 0 && m_taken >= m_options.atMost) return false;
        ++m_taken;
        m_bytes += task.item.text.size();
        m_waiting.push_back(std::move(task));
        const auto batch = m_project.medium == Medium::Text ? static_cast<std::size_t>(m_options.batch) : 1;
        if (m_waiting.size() < batch && m_bytes < kLargestRequest) return true;
        return send();
    }

    /// Asks about those that wait. False: it ended.
    Result<bool> send() {
        auto tasks = std::exchange(m_waiting, {});
        m_bytes = 0;
        if (tasks.empty()) return true;
        SLIPWAY_TRY(askAbout(tasks));
        const bool late = Steady::now() - m_storedAt > kStoreAfter;
        if (m_good.size() >= kStoreEach || late || m_result.stopped) SLIPWAY_TRY(store());
        if (!m_result.stopped && m_result.stored == 0 && m_good.empty() && m_result.problemCount >= kGiveUpAfter)
            m_result.stopped = Error{ErrorCode::BadData,
                fmt::format("none of the first {} can be used; the first: {}", counted(m_result.problemCount, "answer"),
                    m_result.problems.front().message),
                "The server must answer in one of the forms that the help lists"};
        return !m_result.stopped;
    }

    Status store() {
        SLIPWAY_TRY(m_writer.write(m_endpoint.model, m_good));
        m_result.stored += static_cast<std::int64_t>(m_good.size());
        m_good.clear();
        m_storedAt = Steady::now();
        return {};
    }

private:
    void note(const Task& task, std::string why) { m_notes.add({{}, 0, nameOf(task), std::move(why), true}); }

    Status askAbout(std::vector<Task>& tasks) {
        if (m_project.medium == Medium::Text) {
            std::erase_if(tasks, [&](const Task& task) {
                if (!task.item.text.empty()) return false;
                note(task, "it has no text");
                return true;
            });
            if (tasks.empty()) return {};
            Json body;
            auto& instances = body["instances"] = Json::array();
            for (const auto& task : tasks) instances.push_back({{"text", task.item.text}});
            return ask(tasks, dump(body), "application/json");
        }
        auto& task = tasks.front();
        const auto file = fileOf(m_project, task.item);
        auto bytes = readFile(file, kLargestPicture);
        if (bytes && task.item.width <= 0) {
            const auto info = media::readImageInfo(file);
            if (info) {
                task.item.width = info->width;
                task.item.height = info->height;
            } else {
                bytes = std::unexpected(info.error());
            }
        }
        if (!bytes) {
            note(task, bytes.error().message);
            return {};
        }
        return ask(tasks, *bytes, contentTypeOf(task.item.path));
    }

    Status ask(std::vector<Task>& tasks, const std::string& body, std::string_view type) {
        auto answer = request(body, type);
        if (!answer) {
            m_result.stopped = answer.error();
            return {};
        }
        m_result.asked += static_cast<std::int64_t>(tasks.size());
        m_progress.update(-1, fmt::format("{} asked", counted(m_result.asked, "task")));
        if (answer->status != 200) {
            if (isFinal(answer->status) || isBusy(answer->status)) {
                m_result.stopped = refusal(*answer);
                return {};
            }
            return askEach(tasks, refusal(*answer).message);
        }
        std::vector<AnswerContext> contexts;
        for (const auto& task : tasks)
            contexts.push_back(
                {m_project.labels, m_project.medium, m_options.question, {task.item.width, task.item.height},
                    m_project.medium == Medium::Text ? TextOffsets(task.item.text).codePoints() : 0});
        auto answers = readModelAnswers(answer->body, tasks.size(), contexts);
        if (!answers) return askEach(tasks, answers.error().message);
        for (std::size_t i = 0; i < tasks.size(); ++i) keep(tasks[i], (*answers)[i]);
        return {};
    }

    /// One bad task must not cost the others of its batch their answers.
    Status askEach(std::vector<Task>& tasks, const std::string& why) {
        if (tasks.size() == 1) {
            note(tasks.front(), why);
            return {};
        }
        m_result.asked -= static_cast<std::int64_t>(tasks.size());
        for (auto& task : tasks) {
            const bool hopeless = m_result.stored == 0 && m_good.empty() && m_result.problemCount >= kGiveUpAfter;
            if (m_result.stopped || hopeless) return {};
            std::vector<Task> one;
            one.push_back(std::move(task));
            SLIPWAY_TRY(askAbout(one));
        }
        return {};
    }

    Result<net::Response> request(const std::string& body, std::string_view type) {
        net::HttpClient::Options options;
        options.timeout = std::chrono::seconds(m_options.timeoutSeconds);
        options.maxBody = kLargestAnswer;
        net::Headers headers{{"Content-Type", std::string(type)}, {"Accept", "application/json"}};
        if (!m_endpoint.token.empty()) headers["Authorization"] = "Bearer " + m_endpoint.token;
        for (int attempt = 0;; ++attempt) {
            auto answer = m_client.send("POST", m_endpoint.url, body, headers, options, &m_progress);
            const bool again = answer ? isBusy(answer->status) : answer.error().code == ErrorCode::Unavailable;
            if (!again || attempt > 0 || m_progress.cancelled()) return answer;
            std::this_thread::sleep_for(kPause);
        }
    }

    void keep(const Task& task, Result<ModelAnswer>& answer) {
        if (!answer) {
            note(task, answer.error().message);
            return;
        }
        answer->prediction.model = m_endpoint.model;
        answer->prediction.answer.annotator = m_endpoint.model;
        const auto uncertainty = task.annotations == 0 ? uncertaintyOf(*answer, m_project.labels) : std::nullopt;
        m_good.push_back({task.id, std::move(answer->prediction), uncertainty});
    }

    const Project& m_project;
    const ModelEndpoint& m_endpoint;
    const Suggester::Options& m_options;
    Suggester::Suggested& m_result;
    ProblemNotes m_notes;
    Progress& m_progress;
    SuggestionWriter m_writer;
    net::HttpClient m_client;
    std::vector<Task> m_waiting;
    std::size_t m_bytes = 0;
    std::int64_t m_taken = 0;
    std::vector<Suggestion> m_good;
    Steady::time_point m_storedAt = Steady::now();
};

/// Held-out tasks that the model has said nothing of.
Result<std::vector<std::int64_t>> measuredTasks(
    store::Database& db, const Project& project, const std::string& model, Progress& progress) {
    SLIPWAY_ASSIGN(const auto sample, randomSample(db, project, progress));
    SLIPWAY_ASSIGN(auto find, db.prepare("SELECT 1 FROM label_prediction WHERE task_id = ? AND model = ? LIMIT 1"));
    std::vector<std::int64_t> tasks;
    for (const auto& each : sample) {
        find.bindAll(each.id, model);
        SLIPWAY_ASSIGN(const bool known, find.step());
        find.reset();
        if (!known) tasks.push_back(each.id);
    }
    return tasks;
}

/// The next tasks, by number, that nobody has answered and the model has said nothing of.
Result<std::vector<std::int64_t>> openTasks(
    store::Database& db, const Project& project, const std::string& model, std::int64_t& after) {
    SLIPWAY_ASSIGN(auto select,
        db.prepare("SELECT t.id, t.number FROM label_task AS t INDEXED BY label_task_unanswered WHERE t.project_id = ? "
                   "AND t.answers = 0 AND t.number > ? AND t.state NOT IN (5, 6) AND NOT EXISTS (SELECT 1 FROM "
                   "label_prediction AS p WHERE p.task_id = t.id AND p.model = ?) ORDER BY t.number LIMIT ?"));
    select.bindAll(project.id, after, model, kPage);
    std::vector<std::int64_t> tasks;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return tasks;
        tasks.push_back(select.integer(0));
        after = select.integer(1);
    }
}

Status checkRequest(const Project& project, const ModelEndpoint& endpoint, const Suggester::Options& options) {
    if (project.medium == Medium::Video)
        return fail(ErrorCode::FailedPrecondition, "a model server cannot be asked about videos",
            "Import its answers from a file as predictions");
    if (endpoint.model.empty() || endpoint.url.empty())
        return fail(ErrorCode::InvalidArgument, "the model server has no address or name", "Name both");
    if (options.batch < 1 || options.batch > 1000)
        return fail(ErrorCode::InvalidArgument, fmt::format("{} texts do not make a request", options.batch),
            "Choose 1 to 1,000");
    return {};
}

} // namespace

Result<Suggester::Suggested> Suggester::suggest(const access::Actor& actor, const Project& project,
    const ModelEndpoint& endpoint, const Options& options, Progress& progress) {
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_TRY(checkRequest(project, endpoint, options));
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(const auto current, m_labels.store().project(project.id));
    Suggested result;
    Asker asker(m_ledger, actor, current, endpoint, options, result, progress);
    bool more = true;
    const auto takeAll = [&](const std::vector<std::int64_t>& tasks) -> Status {
        for (const auto id : tasks) {
            if (progress.cancelled())
                result.stopped = Error{ErrorCode::Cancelled, "asking the model was cancelled", "What came is kept"};
            if (!more || result.stopped) return {};
            SLIPWAY_ASSIGN(auto task, m_labels.store().task(id));
            SLIPWAY_ASSIGN(more, asker.take(std::move(task)));
        }
        return {};
    };
    SLIPWAY_ASSIGN(const auto measured, measuredTasks(db, current, endpoint.model, progress));
    SLIPWAY_TRY(takeAll(measured));
    std::int64_t after = 0;
    while (more && !result.stopped) {
        SLIPWAY_ASSIGN(const auto tasks, openTasks(db, current, endpoint.model, after));
        if (tasks.empty()) break;
        SLIPWAY_TRY(takeAll(tasks));
    }
    if (!result.stopped) {
        SLIPWAY_ASSIGN([[maybe_unused]] const bool goesOn, asker.send());
    }
    SLIPWAY_TRY(asker.store());
    if (result.stopped && result.stored == 0 && result.stopped->code != ErrorCode::Cancelled)
        return std::unexpected(*result.stopped);
    return result;
}

} // namespace slipway::label
