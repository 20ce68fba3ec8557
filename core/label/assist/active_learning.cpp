#include "core/label/assist/active_learning.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/agreement/sampling.h"
#include "core/label/assist/held_out.h"
#include "core/label/assist/suggestion_writer.h"
#include "core/label/item_check.h"
#include "core/label/label_service.h"
#include "core/ledger/ledger.h"

namespace slipway::label {

namespace {

constexpr int kPage = 2000;     ///< tasks predicted and stored at once
constexpr double kSteps = 1000; ///< uncertainties are rounded: most of a later model's are then stored already
constexpr std::size_t kLongestQuestion = 200;

struct TaskText {
    std::int64_t id = 0, number = 0;
    bool wanted = false; ///< nobody has answered it, and somebody could
    std::string text;
};

/// The next tasks by number.
Result<std::vector<TaskText>> tasksAfter(store::Database& db, const Project& project, std::int64_t number) {
    SLIPWAY_ASSIGN(auto select,
        db.prepare(
            "SELECT t.id, t.number, t.answers, t.state, t.by_path, t.key, x.text FROM label_task AS t INDEXED BY "
            "label_task_by_number LEFT JOIN label_text AS x ON x.task_id = t.id WHERE t.project_id = ? AND "
            "t.number > ? ORDER BY t.number LIMIT ?"));
    select.bindAll(project.id, number, kPage);
    std::vector<TaskText> tasks;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return tasks;
        const auto state = static_cast<TaskState>(select.integer(3));
        auto& task = tasks.emplace_back(TaskText{select.integer(0), select.integer(1), false, select.text(6)});
        task.wanted = select.integer(2) == 0 && state != TaskState::Skipped && state != TaskState::Broken;
        if (!task.text.empty() || select.integer(4) == 0) continue;
        Item item;
        item.medium = Medium::Text;
        item.path = select.text(5);
        if (auto text = readDocument(fileOf(project, item))) task.text = std::move(*text);
    }
}

struct Lessons {
    std::vector<std::string> texts, labels;
};

/// What people said of tasks that are not held out.
Result<Lessons> lessonsOf(store::Database& db, const Project& project, const std::string& question,
    const std::unordered_set<std::int64_t>& heldOut, Progress& progress) {
    SLIPWAY_ASSIGN(auto select,
        db.prepare("SELECT t.id, (SELECT text FROM label_text WHERE task_id = t.id) FROM label_task AS t INDEXED BY "
                   "label_task_by_number WHERE t.project_id = ? AND t.answers > 0 ORDER BY t.number"));
    select.bind(1, project.id);
    Lessons lessons;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return lessons;
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "learning was cancelled");
        const auto id = select.integer(0);
        if (heldOut.contains(id) || select.view(1).empty()) continue;
        SLIPWAY_ASSIGN(auto say, whatPeopleSay(db, project, id, question));
        if (!say.label) continue;
        lessons.texts.push_back(select.text(1));
        lessons.labels.push_back(std::move(*say.label));
    }
}

Result<TextClassifier> trained(
    const Lessons& lessons, const std::string& question, const TextClassifierOptions& options, Progress& progress) {
    const auto labels = std::set<std::string>(lessons.labels.begin(), lessons.labels.end()).size();
    const auto count = static_cast<std::int64_t>(lessons.labels.size());
    if (count < ActiveLearning::kFewestLabels || labels < 2)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("{} in {} to learn from{} are too few", counted(count, "answer"),
                counted(static_cast<long long>(labels), "class", "classes"),
                question.empty() ? "" : fmt::format(" for the question '{}'", forMessage(question))),
            fmt::format("Label at least {} texts in two classes; some answers are held out to measure by",
                ActiveLearning::kFewestLabels));
    std::vector<LabelledText> texts;
    for (std::size_t i = 0; i < lessons.texts.size(); ++i) texts.push_back({lessons.texts[i], lessons.labels[i]});
    return TextClassifier::train(texts, options, progress);
}

double rounded(double uncertainty) {
    return std::round(uncertainty * kSteps) / kSteps;
}

std::string familyOf(const Project& project) {
    return fmt::format("learner:{}:", project.name);
}

/// Predicts page by page and stores each.
class Predictor {
public:
    Predictor(const Project& project, const TextClassifier& classifier, const ActiveLearning::Options& options,
        std::string model, const std::unordered_set<std::int64_t>& heldOut)
        : m_project(project),
          m_classifier(classifier),
          m_options(options),
          m_model(std::move(model)),
          m_heldOut(heldOut) {}

    /// False: cancelled.
    Result<bool> run(store::Database& db, SuggestionWriter& writer, Progress& progress) {
        std::int64_t number = 0, seen = 0;
        for (;;) {
            SLIPWAY_ASSIGN(const auto tasks, tasksAfter(db, m_project, number));
            if (tasks.empty()) return true;
            auto suggested = suggestions(tasks, progress);
            if (!suggested && suggested.error().code == ErrorCode::Cancelled) return false;
            if (!suggested) return std::unexpected(suggested.error());
            SLIPWAY_TRY(writer.write(m_model, *suggested));
            number = tasks.back().number;
            seen += static_cast<std::int64_t>(tasks.size());
            const auto all = std::max<std::int64_t>(m_project.tasks, seen);
            progress.update(static_cast<double>(seen) / static_cast<double>(all),
                fmt::format("{} of {} tasks", withThousands(seen), withThousands(all)));
        }
    }
    std::int64_t predicted() const { return m_predicted; }

private:
    Result<std::vector<Suggestion>> suggestions(const std::vector<TaskText>& tasks, Progress& progress) {
        std::vector<Suggestion> result;
        std::vector<std::string_view> texts;
        std::vector<std::size_t> places;
        for (const auto& task : tasks) {
            result.push_back({task.id, {}, {}});
            if (task.text.empty() || !(task.wanted || m_heldOut.contains(task.id))) continue;
            texts.push_back(task.text);
            places.push_back(result.size() - 1);
        }
        Progress unseen; // pages are what people see
        const std::stop_callback forward(progress.token(), [&] { unseen.cancel(); });
        SLIPWAY_ASSIGN(const auto rows, m_classifier.probabilities(texts, unseen));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto& suggestion = result[places[i]];
            suggestion.prediction = m_classifier.prediction(rows[i], m_options.question, m_model);
            if (tasks[places[i]].wanted)
                suggestion.uncertainty =
                    rounded(m_options.uncertainty == ActiveLearning::Uncertainty::Margin ? marginUncertainty(rows[i])
                                                                                         : entropyUncertainty(rows[i]));
        }
        m_predicted += static_cast<std::int64_t>(rows.size());
        return result;
    }

    const Project& m_project;
    const TextClassifier& m_classifier;
    const ActiveLearning::Options& m_options;
    std::string m_model;
    const std::unordered_set<std::int64_t>& m_heldOut;
    std::int64_t m_predicted = 0;
};

Status storeSetting(
    Ledger& ledger, const access::Actor& actor, const Project& project, const LearningSetting& setting, int labels) {
    SLIPWAY_ASSIGN(
        auto change, ledger.begin(actor, access::Permission::ChangeData, "label.learn", project.lineageId()));
    SLIPWAY_TRY(writeLearningSetting(ledger.db(), project.id, setting));
    change.note("every", setting.every);
    change.note("question", setting.question);
    change.note("model", setting.model);
    if (labels > 0) change.note("labels", labels);
    return change.commit();
}

} // namespace

Result<LearningSetting> ActiveLearning::setting(const Project& project) const {
    return readLearningSetting(m_ledger.db(), project.id);
}

Status ActiveLearning::set(
    const access::Actor& actor, const Project& project, std::int64_t every, const std::string& question) {
    if (every < 0)
        return fail(ErrorCode::InvalidArgument, fmt::format("a model cannot learn every {} answers", every),
            "Use a number from 1 up, or 0 to learn only when asked");
    if (question.size() > kLongestQuestion)
        return fail(ErrorCode::InvalidArgument, "the question's name is longer than 200 bytes", "Shorten it");
    SLIPWAY_ASSIGN(auto setting, readLearningSetting(m_ledger.db(), project.id));
    setting.every = every;
    setting.question = question;
    return storeSetting(m_ledger, actor, project, setting, 0);
}

Result<bool> ActiveLearning::isDue(const Project& project) const {
    SLIPWAY_ASSIGN(const auto setting, readLearningSetting(m_ledger.db(), project.id));
    if (setting.every <= 0) return false;
    SLIPWAY_ASSIGN(const auto answers, answersOfPeople(m_ledger.db(), project.id));
    return answers - setting.answers >= setting.every;
}

Result<ActiveLearning::Learned> ActiveLearning::learn(
    const access::Actor& actor, const Project& project, const Options& options, Progress& progress) {
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::ChangeData));
    if (project.medium != Medium::Text)
        return fail(ErrorCode::FailedPrecondition, "only classes of texts can be learned while labeling",
            "For pictures ask a model server: `slipway label suggest`");
    SLIPWAY_ASSIGN(const auto current, m_labels.store().project(project.id)); // its counts as they are now
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(const auto answers, answersOfPeople(db, project.id));
    progress.update(0, "reading answers");
    SLIPWAY_ASSIGN(const auto sample, heldOutTasks(db, current, progress));
    std::unordered_set<std::int64_t> heldOut;
    for (const auto& task : sample) heldOut.insert(task.id);
    SLIPWAY_ASSIGN(const auto lessons, lessonsOf(db, current, options.question, heldOut, progress));
    SubProgress training(progress, 0.05, 0.35), predicting(progress, 0.35, 1);
    SLIPWAY_ASSIGN(const auto classifier, trained(lessons, options.question, options.classifier, training));
    Learned learned;
    learned.labels = static_cast<std::int64_t>(lessons.labels.size());
    learned.heldOut = static_cast<std::int64_t>(sample.size());
    learned.model = familyOf(current) + std::to_string(learned.labels);
    SuggestionWriter writer(m_ledger, actor, current, "label.suggest", familyOf(current));
    Predictor predictor(current, classifier, options, learned.model, heldOut);
    SLIPWAY_ASSIGN(learned.complete, predictor.run(db, writer, predicting));
    learned.predicted = predictor.predicted();
    SLIPWAY_ASSIGN(auto setting, readLearningSetting(db, project.id));
    setting.question = options.question;
    // Half of a model's suggestions may stand beside half of another's of the same name.
    setting.model = learned.complete ? learned.model : std::string();
    setting.answers = answers;
    SLIPWAY_TRY(storeSetting(m_ledger, actor, current, setting, static_cast<int>(learned.labels)));
    return learned;
}

} // namespace slipway::label
