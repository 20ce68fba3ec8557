#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/label/formats/label_format.h"
#include "core/label/label_store.h"
#include "core/label/project.h"
#include "core/label/session.h"

namespace slipway {
class Ledger;
}
namespace slipway::data {
class DatasetService;
}

namespace slipway::label {

/// Labeling projects of one workspace. Metadata in its database, gestures of open windows in journals below
/// <root>/label/. Same thread as the ledger's database.
class LabelService {
public:
    LabelService(Ledger& ledger, data::DatasetService& datasets, std::filesystem::path root);

    struct NewProject {
        std::string name;
        Medium medium = Medium::Image;
        LabelSet labels;
        std::string instructions;
        std::filesystem::path root;
        int overlap = 1;
        bool reviewed = false;
    };
    Result<Project> create(const access::Actor& actor, const NewProject& request);
    Result<Project> find(std::string_view name) const;
    Result<std::vector<Project>> list() const;
    Status setLabels(const access::Actor& actor, const Project& project, const LabelSet& labels);
    Status remove(const access::Actor& actor, const Project& project);

    struct Added {
        std::int64_t tasks = 0, known = 0; ///< known: the project has that path already
        std::vector<Problem> problems;     ///< files that are no item of the project's medium or cannot be read
    };
    /// Images, texts, videos or folders of frames below a folder, in natural order of their paths. In batches of 1,000
    /// that can be labelled while the scan goes on; cancelling keeps what was added.
    Result<Added> addFolder(
        const access::Actor& actor, const Project& project, const std::filesystem::path& folder, Progress& progress);
    Result<Added> addFiles(const access::Actor& actor, const Project& project,
        const std::vector<std::filesystem::path>& files, Progress& progress);
    /// One text task a row of a dataset version.
    Result<Added> addDataset(const access::Actor& actor, const Project& project, std::string_view reference,
        std::string_view column, Progress& progress);
    Result<Added> addItems(
        const access::Actor& actor, const Project& project, const std::vector<Item>& items, Progress& progress);

    /// Label files: items that the project has get the file's annotations under the file's annotator (or `annotator`),
    /// others become tasks; unknown labels join the label set. As predictions: suggestions, never labels.
    struct Imported {
        std::int64_t tasks = 0, annotations = 0, regions = 0, predictions = 0;
        std::vector<Problem> problems;
        std::int64_t problemCount = 0;
    };
    struct ImportOptions {
        ReadOptions read;
        std::string annotator;
        bool asPredictions = false;
        bool asGroundTruth = false;
    };
    Result<Imported> importLabels(const access::Actor& actor, const Project& project, const LabelFormat& format,
        const std::filesystem::path& in, const ImportOptions& options, Progress& progress);
    /// The answers that count: accepted ones, or all submitted ones of a project without review.
    Result<Corpus> corpus(const Project& project, Progress& progress) const;
    Result<std::vector<Loss>> exportLabels(const Project& project, const LabelFormat& format,
        const std::filesystem::path& out, const WriteOptions& options, Progress& progress) const;
    /// A dataset version with a row for each answer (item, path, text, class, regions as JSON …), with lineage from the
    /// project and what it was made from.
    Result<std::string> toDataset(
        const access::Actor& actor, const Project& project, std::string_view dataset, Progress& progress);

    LabelStore& store();

    /// The task that this person should do next: their own draft, else what a reviewer sent them back, else by the
    /// project's order among tasks with fewer answers than the overlap that they have not answered and nobody else has
    /// open. Nothing when the queue is empty.
    Result<std::optional<Task>> next(
        const access::Actor& actor, const Project& project, std::optional<std::int64_t> afterNumber = {}) const;
    /// Opens the person's annotation of a task, or begins one. FailedPrecondition for a broken task, AlreadyExists
    /// when another window of the same person has it open.
    Result<std::unique_ptr<AnnotationSession>> open(
        const access::Actor& actor, const Project& project, const Task& task);
    /// Folds the journal of a released session into the database and ends it as wished: one transaction, audited. Doing
    /// it twice is the same as once.
    Status finish(const access::Actor& actor, const FinishedWork& work);
    /// Folds journals that a killed process left behind into the database; open() and list calls see them then. Called
    /// when a workspace opens a project. Returns how many gestures there were.
    Result<std::int64_t> recover(const Project& project);

    enum class Verdict { Accept, SendBack };
    /// A note is required to send back. Reviewers may not review their own answers unless the workspace is personal.
    Status review(const access::Actor& actor, const Project& project, std::string_view annotation, Verdict verdict,
        const std::string& note);

    Status assign(const access::Actor& actor, const Project& project, const std::vector<std::int64_t>& tasks,
        std::string_view person);

private:
    friend class AnnotationSession;
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace slipway::label
