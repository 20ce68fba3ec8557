#include "core/label/assist/auto_labeler.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/annotation_writer.h"
#include "core/label/assist/auto_label_batches.h"
#include "core/label/assist/auto_label_looks.h"
#include "core/label/assist/held_out.h"
#include "core/label/assist/learning_setting.h"
#include "core/label/blind_tasks.h"
#include "core/label/label_service.h"
#include "core/label/task_writer.h"
#include "core/ledger/ledger.h"

namespace slipway::label {

namespace {

constexpr std::size_t kBatch = 2000; ///< tasks labelled in one change

/// What the model says of one question of a task.
struct ModelSays {
    std::string label;
    double score = 0;
};

Result<std::optional<ModelSays>> modelSays(std::string_view content, const std::string& question) {
    SLIPWAY_ASSIGN(const auto json, parseJson(content, "prediction"));
    SLIPWAY_ASSIGN(const auto prediction, predictionFromJson(json));
    std::optional<ModelSays> says;
    for (const auto& each : prediction.answer.classes) {
        if (each.question != question) continue;
        if (says) return std::optional<ModelSays>(); // several classes: not one to be right about
        const auto score = each.score ? each.score : prediction.score;
        if (!score || !std::isfinite(*score)) return std::optional<ModelSays>();
        says = ModelSays{each.label, *score};
    }
    return says;
}

struct Candidate {
    std::int64_t task = 0, number = 0;
    ModelSays says;
};

/// A plan and the tasks that it is about.
struct Prepared {
    AutoLabelPlan plan;
    std::vector<Candidate> unlabelled;
    std::vector<SampledTask> heldOut;
    std::vector<double> heldOutScores;
};

class Planner {
public:
    Planner(Ledger& ledger, const access::Actor& actor, const Project& project, const AutoLabelRequest& request)
        : m_ledger(ledger), m_db(ledger.db()), m_actor(actor), m_project(project), m_request(request) {}

    Result<Prepared> prepare(Progress& progress) {
        SLIPWAY_TRY(checkWish());
        SLIPWAY_TRY(nameModel());
        Prepared prepared;
        SLIPWAY_ASSIGN(prepared.unlabelled, unlabelled(progress));
        SLIPWAY_ASSIGN(const auto measured, measure(prepared, progress));
        std::vector<double> scores;
        for (const auto& candidate : prepared.unlabelled) scores.push_back(candidate.says.score);
        auto& plan = prepared.plan;
        plan.request = m_request;
        plan.heldOut = static_cast<std::int64_t>(measured.size());
        plan.unlabelled = static_cast<std::int64_t>(scores.size());
        const auto fingerprint = fingerprintOf(m_request, measured, scores);
        SLIPWAY_ASSIGN(plan.look, countLook(m_ledger, m_actor, m_project, fingerprint));
        const AutoLabelWish now{m_request.wish.precision, alphaOfLook(m_request.wish.alpha, plan.look)};
        plan.rule = chooseThreshold(measured, scores, now);
        if (plan.rule.threshold)
            plan.labels = std::ranges::count_if(scores, [&](double score) { return score >= *plan.rule.threshold; });
        plan.summary = summaryOf(plan);
        SLIPWAY_ASSIGN(const auto status, AutoLabelBatches(m_db, m_project).status());
        plan.refusal = status.refusal;
        if (plan.refusal.empty()) {
            SLIPWAY_ASSIGN(plan.refusal, reasonNotToMeasure());
        }
        return prepared;
    }

private:
    Status checkWish() const {
        const auto& wish = m_request.wish;
        if (!(wish.precision > 0 && wish.precision < 1))
            return fail(ErrorCode::InvalidArgument, fmt::format("{} is no precision", toText(wish.precision)),
                "Choose a share between 0 and 1, like 0.95");
        if (!(wish.alpha > 0 && wish.alpha <= 0.5))
            return fail(ErrorCode::InvalidArgument, fmt::format("{} is no chance to be wrong", toText(wish.alpha)),
                "Choose a share above 0 and up to 0.5, like 0.05");
        if (m_project.labels.severalItemClasses)
            return fail(ErrorCode::FailedPrecondition, "items of this project may have several classes",
                "Auto-label gives an item one class; accept suggestions above a score instead");
        return {};
    }

    Status nameModel() {
        SLIPWAY_ASSIGN(const auto setting, readLearningSetting(m_db, m_project.id));
        if (m_request.model.empty()) m_request.model = setting.model;
        if (m_request.model.empty())
            return fail(ErrorCode::NotFound, "no model has learned from this project",
                "Run `slipway label learn`, or name one that suggested");
        if (m_request.model == setting.model && m_request.question.empty()) m_request.question = setting.question;
        return {};
    }

    Result<std::string> reasonNotToMeasure() const {
        if (!m_project.packetPerson.empty())
            return "this project came in a packet, so models are measured where it was made";
        SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT last_number FROM label_project WHERE id = ?"));
        read.bind(1, m_project.id);
        SLIPWAY_ASSIGN([[maybe_unused]] const bool there, read.step());
        if (MeasuringTasks(m_project, read.integer(0)).endPlace() > 0) return std::string();
        return fmt::format(
            "a project of fewer than {} tasks is too small to measure a model by", MeasuringTasks::kSmallest);
    }

    Result<std::vector<Candidate>> unlabelled(Progress& progress) {
        SLIPWAY_ASSIGN(auto select,
            m_db.prepare(
                "SELECT t.id, t.number, p.content FROM label_task AS t INDEXED BY label_task_unanswered CROSS "
                "JOIN label_prediction AS p ON p.task_id = t.id AND p.model = ?2 WHERE t.project_id = ?1 AND "
                "t.answers = 0 AND t.state = 0 AND t.gold = 0 AND NOT EXISTS (SELECT 1 FROM label_auto WHERE "
                "task_id = t.id) AND NOT EXISTS (SELECT 1 FROM label_assignment WHERE task_id = t.id) ORDER BY "
                "t.number"));
        select.bindAll(m_project.id, m_request.model);
        std::vector<Candidate> found;
        for (;;) {
            SLIPWAY_ASSIGN(const bool there, select.step());
            if (!there) return found;
            if (progress.cancelled()) return fail(ErrorCode::Cancelled, "planning was cancelled");
            SLIPWAY_ASSIGN(auto says, modelSays(select.view(2), m_request.question));
            if (says) found.push_back({select.integer(0), select.integer(1), std::move(*says)});
            if (found.size() % 10'000 == 9'999)
                progress.update(-1, fmt::format("{} suggestions read", withThousands(std::ssize(found))));
        }
    }

    struct Compared {
        SampledTask task;
        std::optional<ModelSays> says;
    };
    /// As far as the model has said something of every task.
    Result<std::vector<Compared>> compared(const std::vector<SampledTask>& sample) {
        SLIPWAY_ASSIGN(
            auto find, m_db.prepare("SELECT content FROM label_prediction WHERE task_id = ? AND model = ? LIMIT 1"));
        std::vector<Compared> result;
        for (const auto& task : sample) {
            find.bindAll(task.id, m_request.model);
            SLIPWAY_ASSIGN(const bool known, find.step());
            if (!known) return result;
            auto says = modelSays(find.view(0), m_request.question);
            find.reset();
            if (!says) return std::unexpected(says.error());
            result.push_back({task, std::move(*says)});
        }
        return result;
    }

    /// What the classifier learned from has no suggestion of it. It was trained without the whole sample or without
    /// every second of it (heldOutTasks()); whichever of the two gives more, no label of people decides it.
    Result<std::vector<HeldOut>> measure(Prepared& prepared, Progress& progress) {
        SLIPWAY_ASSIGN(auto sample, randomSample(m_db, m_project, progress));
        SLIPWAY_ASSIGN(auto whole, compared(sample));
        std::erase_if(sample, [](const SampledTask& task) { return task.place % 2 != 0; });
        SLIPWAY_ASSIGN(auto half, compared(sample));
        std::vector<HeldOut> measured;
        for (const auto& each : whole.size() >= half.size() ? whole : half) {
            if (!each.says) continue; // it would not be labelled either
            SLIPWAY_ASSIGN(const auto people, whatPeopleSay(m_db, m_project, each.task.id, m_request.question));
            measured.push_back({each.says->score, people.label == each.says->label});
            prepared.heldOut.push_back(each.task);
            prepared.heldOutScores.push_back(each.says->score);
        }
        return measured;
    }

    std::string summaryOf(const AutoLabelPlan& plan) const {
        if (plan.unlabelled == 0)
            return fmt::format("{} has suggested no class for a task without an answer", forMessage(m_request.model));
        return describe(plan.rule, m_request.wish);
    }

    Ledger& m_ledger;
    store::Database& m_db;
    const access::Actor& m_actor;
    const Project& m_project;
    AutoLabelRequest m_request;
};

/// Stores answers without a person, a batch of tasks in one change.
class Labels {
public:
    Labels(Ledger& ledger, const access::Actor& actor, const Project& project, const Prepared& prepared)
        : m_ledger(ledger), m_actor(actor), m_project(project), m_prepared(prepared) {}

    Result<AutoLabeler::Applied> store(Progress& progress) {
        m_applied.plan = m_prepared.plan;
        std::vector<const Candidate*> chosen;
        for (const auto& candidate : m_prepared.unlabelled)
            if (candidate.says.score >= *m_prepared.plan.rule.threshold) chosen.push_back(&candidate);
        SLIPWAY_TRY(begin());
        std::vector<bool> audited(chosen.size());
        for (const auto index : auditSample(chosen.size(), auditPlan(m_project, m_applied.batch)))
            audited[index] = true;
        for (std::size_t first = 0; first < chosen.size(); first += kBatch) {
            if (progress.cancelled()) {
                m_applied.complete = false;
                break;
            }
            SLIPWAY_TRY(storeSome(chosen, audited, first, std::min(first + kBatch, chosen.size())));
            progress.update(static_cast<double>(first) / static_cast<double>(chosen.size()),
                fmt::format("{} labelled", counted(m_applied.labelled, "task")));
        }
        return m_applied;
    }

private:
    Result<Change> change() {
        return m_ledger.begin(m_actor, access::Permission::ChangeData, "label.auto", m_project.lineageId());
    }

    Status begin() {
        const auto& plan = m_prepared.plan;
        SLIPWAY_ASSIGN(auto change, this->change());
        AutoLabelBatches batches(m_ledger.db(), m_project);
        SLIPWAY_ASSIGN(m_applied.batch, batches.add(plan, m_actor.name, change.at()));
        for (std::size_t i = 0; i < m_prepared.heldOut.size(); ++i)
            if (m_prepared.heldOutScores[i] >= *plan.rule.threshold)
                SLIPWAY_TRY(batches.addTask(
                    m_applied.batch, m_prepared.heldOut[i].id, AutoRole::Measured, m_prepared.heldOutScores[i]));
        const Json details{{"project", m_project.name}, {"batch", m_applied.batch}, {"model", plan.request.model},
            {"precision", plan.request.wish.precision}, {"alpha", plan.request.wish.alpha},
            {"threshold", *plan.rule.threshold}, {"lower_bound", plan.rule.lowerBound}, {"held_out", plan.heldOut},
            {"tasks", plan.labels}};
        change.note("rule", details);
        SLIPWAY_TRY(change.emit("label.auto_labelled", m_project.lineageId(), details));
        return change.commit();
    }

    /// Nobody has begun it since the plan was made.
    Result<bool> isStillFree(std::int64_t task) {
        SLIPWAY_ASSIGN(auto find, m_ledger.db().prepare("SELECT 1 FROM label_task AS t WHERE id = ? AND state = 0 AND "
                                                        "answers = 0 AND gold = 0 AND NOT EXISTS (SELECT 1 FROM "
                                                        "label_auto WHERE task_id = t.id) AND NOT EXISTS (SELECT 1 "
                                                        "FROM label_assignment WHERE task_id = t.id)"));
        return find.bind(1, task).step();
    }

    Status storeSome(const std::vector<const Candidate*>& chosen, const std::vector<bool>& audited, std::size_t first,
        std::size_t last) {
        SLIPWAY_ASSIGN(auto change, this->change());
        AnnotationWriter writer(m_ledger.db(), m_project);
        AutoLabelBatches batches(m_ledger.db(), m_project);
        // People see what is to be audited soon, whatever the order.
        SLIPWAY_ASSIGN(
            auto hurry, m_ledger.db().prepare("UPDATE label_task SET uncertainty = 1 WHERE id = ? AND uncertainty "
                                              "IS NOT NULL"));
        std::vector<std::int64_t> touched;
        std::int64_t sampled = 0;
        for (auto i = first; i < last; ++i) {
            const auto& candidate = *chosen[i];
            SLIPWAY_ASSIGN(const bool free, isStillFree(candidate.task));
            if (!free) continue;
            SLIPWAY_TRY(batches.addTask(m_applied.batch, candidate.task,
                audited[i] ? AutoRole::Audited : AutoRole::Labelled, candidate.says.score));
            SLIPWAY_TRY(writer.put(answerOf(candidate, change.at()), candidate.number));
            if (audited[i]) SLIPWAY_TRY(hurry.bind(1, candidate.task).run());
            sampled += audited[i];
            touched.push_back(candidate.task);
        }
        SLIPWAY_TRY(writer.finish(touched));
        if (sampled > 0) SLIPWAY_TRY(TaskWriter(m_ledger.db(), m_project).changeQueues());
        change.note("batch", m_applied.batch);
        change.note("tasks", touched.size());
        SLIPWAY_TRY(change.commit());
        m_applied.labelled += std::ssize(touched);
        m_applied.sampled += sampled;
        return {};
    }

    StoredAnnotation answerOf(const Candidate& candidate, Timestamp at) const {
        StoredAnnotation stored;
        stored.task = candidate.task;
        stored.state = AnnotationState::Submitted;
        stored.revision = 1;
        auto& annotation = stored.annotation;
        annotation.id = newId();
        annotation.annotator = autoAnnotator(m_prepared.plan.request.model);
        annotation.classes.push_back({m_prepared.plan.request.question, candidate.says.label, candidate.says.score});
        annotation.createdAt = annotation.updatedAt = at;
        return stored;
    }

    Ledger& m_ledger;
    const access::Actor& m_actor;
    const Project& m_project;
    const Prepared& m_prepared;
    AutoLabeler::Applied m_applied;
};

} // namespace

Result<AutoLabelPlan> AutoLabeler::plan(
    const access::Actor& actor, const Project& project, const AutoLabelRequest& request, Progress& progress) {
    SLIPWAY_ASSIGN(const auto current, m_labels.store().project(project.id));
    SLIPWAY_ASSIGN(auto prepared, Planner(m_ledger, actor, current, request).prepare(progress));
    return std::move(prepared.plan);
}

Result<AutoLabeler::Applied> AutoLabeler::apply(
    const access::Actor& actor, const Project& project, const AutoLabelRequest& request, Progress& progress) {
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(const auto current, m_labels.store().project(project.id));
    SLIPWAY_ASSIGN(const auto prepared, Planner(m_ledger, actor, current, request).prepare(progress));
    if (!prepared.plan.refusal.empty())
        return fail(ErrorCode::CheckNotMet, prepared.plan.refusal,
            "Label the tasks of the sample, or take the batch away with `slipway label auto --undo`");
    if (!prepared.plan.rule.threshold || prepared.plan.labels == 0) {
        Applied nothing;
        nothing.plan = prepared.plan;
        return nothing;
    }
    return Labels(m_ledger, actor, current, prepared).store(progress);
}

Result<AutoLabelStatus> AutoLabeler::status(const Project& project) const {
    return AutoLabelBatches(m_ledger.db(), project).status();
}

} // namespace slipway::label
