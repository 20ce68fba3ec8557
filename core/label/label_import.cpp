#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/annotation_writer.h"
#include "core/label/corpus_import.h"
#include "core/label/item_check.h"
#include "core/label/problem_notes.h"
#include "core/label/service_state.h"
#include "core/label/task_writer.h"
#include "core/store/database.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBatch = 1000;

/// One import: a batch of items at a time goes into the database.
class Importer {
public:
    Importer(LabelService::State& state, const access::Actor& actor, Project& project,
        const LabelService::ImportOptions& options, LabelService::Imported& imported)
        : m_state(state),
          m_actor(actor),
          m_project(project),
          m_options(options),
          m_imported(imported),
          m_notes(imported.problems, imported.problemCount),
          m_finder(state.db(), project, options.folders),
          m_tasks(state.db(), project),
          m_annotations(state.db(), project),
          m_mayReview(state.ledger.check(actor, access::Permission::ReviewLabels).has_value()) {}

    Status run(const Corpus& corpus, Progress& progress) {
        SLIPWAY_TRY(takeLabels(corpus));
        for (std::size_t begin = 0; begin < corpus.items.size(); begin += kBatch) {
            if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the import was cancelled");
            progress.update(static_cast<double>(begin) / static_cast<double>(corpus.items.size()), "storing labels");
            SLIPWAY_TRY(takeBatch(corpus, begin, std::min(begin + kBatch, corpus.items.size())));
        }
        return {};
    }

private:
    Status takeLabels(const Corpus& corpus) {
        auto labels = m_project.labels;
        mergeLabels(corpus.labels, labels);
        for (const auto& item : corpus.items) {
            for (const auto& annotation : item.annotations) addUsedLabels(annotation, labels);
            for (const auto& prediction : item.predictions) addUsedLabels(prediction.answer, labels);
        }
        SLIPWAY_TRY(check(labels));
        SLIPWAY_ASSIGN(auto change, m_state.begin(m_actor, m_project, "label.import"));
        SLIPWAY_ASSIGN(
            auto update, m_state.db().prepare("UPDATE label_project SET labels = ?, root = CASE root WHEN '' "
                                              "THEN ? ELSE root END, extra = json_patch(?, extra) WHERE id = ?"));
        Json extra = Json::object();
        for (const auto& [format, value] : corpus.extra.formats()) extra[format] = *value;
        const auto root = m_options.read.images.empty() ? std::string() : fs::absolute(m_options.read.images).string();
        SLIPWAY_TRY(update.bindAll(dump(toJson(labels)), root, dump(extra), m_project.id).run());
        change.note("items", corpus.items.size());
        change.note("labels", labels.classes.size());
        SLIPWAY_TRY(change.commit());
        SLIPWAY_ASSIGN(m_project, m_state.store.project(m_project.id));
        return {};
    }

    /// False: the item is left out, with a note.
    Result<bool> place(Item& item) {
        const auto leaveOut = [&](std::string why) {
            m_notes.add({{}, 0, item.path.empty() ? item.uri : item.path, std::move(why), true});
            return false;
        };
        if (item.medium != m_project.medium)
            return leaveOut(
                fmt::format("this is a {}, the project is about {}s", name(item.medium), name(m_project.medium)));
        const auto asked = item.path;
        SLIPWAY_ASSIGN(const bool known, m_finder.find(item));
        if (known) return true;
        if (leavesItsRoot(asked)) return leaveOut("the path leads out of the project's folder");
        if (item.path.empty() && item.uri.empty() && item.text.empty())
            return leaveOut("there is neither a file nor a text");
        if (m_project.medium == Medium::Text && item.text.empty() && !item.path.empty())
            if (auto text = readDocument(fileOf(m_project, item))) item.text = std::move(*text);
        return true;
    }

    Status takeBatch(const Corpus& corpus, std::size_t begin, std::size_t end) {
        SLIPWAY_ASSIGN(auto change, m_state.begin(m_actor, m_project, "label.import"));
        std::vector<Item> items;
        std::vector<std::size_t> sources;
        for (std::size_t i = begin; i < end; ++i) {
            auto item = corpus.items[i];
            item.annotations.clear();
            item.predictions.clear();
            SLIPWAY_ASSIGN(const bool fits, place(item));
            if (!fits) continue;
            items.push_back(std::move(item));
            sources.push_back(i);
        }
        SLIPWAY_ASSIGN(const auto inserted, m_tasks.insert(items));
        m_imported.tasks += inserted.added;
        for (std::size_t i = 0; i < items.size(); ++i)
            SLIPWAY_TRY(takeItem(corpus.items[sources[i]], items[i], inserted.ids[i]));
        SLIPWAY_TRY(m_annotations.finish(inserted.ids));
        if (m_changedQueues) SLIPWAY_TRY(m_tasks.changeQueues());
        change.note("tasks", inserted.added);
        return change.commit();
    }

    Status takeItem(const Item& source, const Item& item, std::int64_t id) {
        SLIPWAY_ASSIGN(auto read, m_state.db().prepare("SELECT number, width, key FROM label_task WHERE id = ?"));
        read.bind(1, id);
        SLIPWAY_ASSIGN([[maybe_unused]] const bool there, read.step());
        const auto number = read.integer(0);
        const auto key = read.text(2); // equal texts have keys of their own
        if (read.integer(1) == 0 && item.width > 0) SLIPWAY_TRY(m_tasks.setSize(id, item.width, item.height));
        read.reset();
        if (!item.path.empty() && m_project.medium != Medium::Text) SLIPWAY_TRY(noteMissing(item, id));
        if (m_options.asPredictions) {
            for (auto annotation : source.annotations) {
                makeStorable(annotation);
                SLIPWAY_TRY(takePrediction({annotation.annotator, {}, std::move(annotation), {}}, id));
            }
        } else if (!source.annotations.empty()) {
            SLIPWAY_TRY(takeAnnotations(source, key, id, number));
        }
        for (auto prediction : source.predictions) {
            makeStorable(prediction.answer);
            SLIPWAY_TRY(takePrediction(prediction, id));
        }
        return {};
    }

    Status noteMissing(const Item& item, std::int64_t id) {
        std::error_code failed;
        if (fs::exists(fileOf(m_project, item), failed)) return {};
        m_notes.add({{}, 0, item.path, "the file does not exist", false});
        return m_tasks.setProblem(id, fmt::format("{} does not exist", fileOf(m_project, item).string()));
    }

    Status takePrediction(Prediction prediction, std::int64_t task) {
        if (prediction.model.empty()) prediction.model = m_options.annotator.empty() ? "file" : m_options.annotator;
        SLIPWAY_TRY(m_tasks.addPrediction(task, prediction));
        if (const auto uncertainty = uncertaintyOf(prediction)) {
            SLIPWAY_ASSIGN(auto update, m_state.db().prepare("UPDATE label_task SET uncertainty = ? WHERE id = ?"));
            SLIPWAY_TRY(update.bindAll(*uncertainty, task).run());
            m_changedQueues = true;
        }
        ++m_imported.predictions;
        return {};
    }

    static const StoredAnnotation* withId(const std::vector<StoredAnnotation>& answers, const std::string& id) {
        const auto found = std::ranges::find(answers, id, [](const auto& each) { return each.annotation.id; });
        return found == answers.end() ? nullptr : &*found;
    }

    void prepare(Annotation& annotation, const std::string& key) {
        makeStorable(annotation);
        if (annotation.annotator.empty())
            annotation.annotator = m_options.annotator.empty() ? m_actor.name : m_options.annotator;
        annotation.groundTruth = annotation.groundTruth || m_options.asGroundTruth;
        if (annotation.groundTruth && !m_mayReview) {
            annotation.groundTruth = false;
            m_notes.add({{}, 0, key, "only a reviewer makes it a ground truth; it is an ordinary answer", false});
        }
    }

    Status takeAnnotations(const Item& source, const std::string& key, std::int64_t task, std::int64_t number) {
        SLIPWAY_ASSIGN(const auto here, m_state.store.annotations(task));
        std::vector<Annotation> answers;
        std::set<std::string> ids; // of all that the file says of this item
        for (std::size_t place = 0; place < source.annotations.size(); ++place) {
            auto annotation = source.annotations[place];
            prepare(annotation, key);
            if (!withId(here, annotation.id)) annotation.id = importedId(m_project, key, annotation, place);
            ids.insert(annotation.id);
            answers.push_back(std::move(annotation));
        }
        for (std::size_t place = 0; place < answers.size(); ++place) {
            const bool named = answers[place].id == source.annotations[place].id; // as it is called here
            const auto* known = withId(here, answers[place].id);
            auto why = known ? keptBecause(*known, answers[place], named ? key : std::string())
                             : answeredBecause(here, ids, answers[place]);
            SLIPWAY_TRY(takeAnnotation(std::move(answers[place]), known, std::move(why), key, task, number));
        }
        return {};
    }

    Status takeAnnotation(Annotation annotation, const StoredAnnotation* known, std::string kept,
        const std::string& key, std::int64_t task, std::int64_t number) {
        StoredAnnotation stored;
        if (known) stored = *known;
        if (annotation.createdAt == 0)
            annotation.createdAt = known ? stored.annotation.createdAt : m_state.ledger.clock().now();
        if (annotation.updatedAt == 0)
            annotation.updatedAt = known ? stored.annotation.updatedAt : annotation.createdAt;
        if (known && stored.annotation == annotation) {
            ++m_imported.known;
            return {};
        }
        if (!kept.empty()) {
            m_notes.add({{}, 0, key, std::move(kept), true});
            return {};
        }
        stored.task = task;
        stored.state = annotation.skipped ? AnnotationState::Skipped : AnnotationState::Submitted;
        ++stored.revision;
        m_imported.regions += static_cast<std::int64_t>(annotation.regions.size());
        ++m_imported.annotations;
        stored.annotation = std::move(annotation);
        return m_annotations.put(stored, number);
    }

    /// Why an answer that is here is not overwritten by a file; empty: it is. With the key of its item when the file
    /// calls the answer as it is called here, as a file does that was written here: it may never have been imported.
    std::string keptBecause(
        const StoredAnnotation& stored, const Annotation& wanted, const std::string& keyOfNamed) const {
        const auto& annotation = stored.annotation;
        const auto& person = annotation.annotator;
        if (stored.lastSequence > 0) return fmt::format("{} has worked on this answer since; it was kept", person);
        if (stored.state == AnnotationState::Replaced)
            return fmt::format("a reviewer has corrected the answer of {}; it was kept", person);
        if (stored.state == AnnotationState::Accepted || stored.state == AnnotationState::SentBack ||
            !stored.reviewer.empty())
            return fmt::format("a reviewer has judged the answer of {}; it was kept", person);
        if (annotation.groundTruth && !m_mayReview) return "only a reviewer changes a ground truth; it was kept";
        if (annotation.groundTruth && !wanted.groundTruth) return "it is a ground truth here; it was kept";
        if (!keyOfNamed.empty() && !isImported(annotation, keyOfNamed))
            return fmt::format("{} gave this answer here; it was kept", person);
        return {};
    }

    /// Of formats that do not name answers: their ids follow from their places.
    bool isImported(const Annotation& annotation, const std::string& key) const {
        constexpr std::size_t most = 64;
        Annotation nameless;
        nameless.annotator = annotation.annotator;
        for (std::size_t place = 0; place < most; ++place)
            if (importedId(m_project, key, nameless, place) == annotation.id) return true;
        return false;
    }

    /// A person has one answer to an item.
    static std::string answeredBecause(
        const std::vector<StoredAnnotation>& here, const std::set<std::string>& ids, const Annotation& annotation) {
        const bool answered = std::ranges::any_of(here, [&](const StoredAnnotation& stored) {
            return stored.annotation.annotator == annotation.annotator &&
                   stored.annotation.groundTruth == annotation.groundTruth && !ids.contains(stored.annotation.id);
        });
        return answered ? fmt::format("{} has answered this item here; that answer was kept", annotation.annotator)
                        : std::string();
    }

    LabelService::State& m_state;
    const access::Actor& m_actor;
    Project& m_project;
    const LabelService::ImportOptions& m_options;
    LabelService::Imported& m_imported;
    ProblemNotes m_notes;
    ItemFinder m_finder;
    TaskWriter m_tasks;
    AnnotationWriter m_annotations;
    bool m_mayReview;
    bool m_changedQueues = false;
};

} // namespace

Result<LabelService::Imported> LabelService::importCorpus(const access::Actor& actor, const Project& project,
    const Corpus& corpus, const ImportOptions& options, Progress& progress) {
    SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ChangeData));
    if (options.asGroundTruth && !options.asPredictions)
        SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ReviewLabels));
    SLIPWAY_ASSIGN(auto current, m_state->store.project(project.id));
    Imported imported;
    SLIPWAY_TRY(Importer(*m_state, actor, current, options, imported).run(corpus, progress));
    return imported;
}

Result<LabelService::Imported> LabelService::importLabels(const access::Actor& actor, const Project& project,
    const LabelFormat& format, const fs::path& in, const ImportOptions& options, Progress& progress) {
    SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    auto reading = options;
    std::error_code failed;
    const auto labelFolder = fs::is_directory(in, failed) ? in : fs::absolute(in, failed).parent_path();
    reading.folders = {options.read.images, labelFolder};
    if (reading.read.images.empty() && !current.root.empty()) reading.read.images = current.root;
    SubProgress first(progress, 0, 0.5), second(progress, 0.5, 1);
    SLIPWAY_ASSIGN(auto read, format.read(in, reading.read, first));
    // Without another word the files lie beside the labels.
    if (reading.read.images.empty()) reading.read.images = labelFolder;
    SLIPWAY_ASSIGN(auto imported, importCorpus(actor, current, read.corpus, reading, second));
    imported.problemCount += read.problemCount;
    read.problems.insert(read.problems.end(), imported.problems.begin(), imported.problems.end());
    constexpr std::size_t most = 1000;
    if (read.problems.size() > most) read.problems.resize(most);
    imported.problems = std::move(read.problems);
    return imported;
}

} // namespace slipway::label
