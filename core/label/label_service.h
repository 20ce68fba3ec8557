#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/label/formats/label_format.h"
#include "core/label/label_store.h"
#include "core/label/people_agreement.h"
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
    ~LabelService();

    struct NewProject {
        std::string name;
        Medium medium = Medium::Image;
        LabelSet labels;
        std::string instructions;
        std::filesystem::path root;
        int overlap = 1;
        bool reviewed = false;
        TaskOrder order = TaskOrder::Sequential;
    };
    Result<Project> create(const access::Actor& actor, const NewProject& request);
    Result<Project> find(std::string_view name) const;
    Result<std::vector<Project>> list() const;
    Status setLabels(const access::Actor& actor, const Project& project, const LabelSet& labels);
    Status setInstructions(const access::Actor& actor, const Project& project, const std::string& instructions);
    Status setOrder(const access::Actor& actor, const Project& project, TaskOrder order);
    /// Its tasks, annotations and journals; never the files that were labelled.
    Status remove(const access::Actor& actor, const Project& project);

    struct Added {
        std::int64_t tasks = 0, known = 0; ///< known: the project has that path already
        std::vector<Problem> problems;     ///< the first 1,000 files that are no item of the project's medium …
        std::int64_t problemCount = 0;
    };
    /// Images, texts, videos or folders of frames below a folder, in natural order of their paths; other files are
    /// passed over. In batches of 1,000 that can be labelled while the scan goes on; cancelling keeps what was added.
    /// Pictures are not opened: see checkFiles().
    Result<Added> addFolder(
        const access::Actor& actor, const Project& project, const std::filesystem::path& folder, Progress& progress);
    Result<Added> addFiles(const access::Actor& actor, const Project& project,
        const std::vector<std::filesystem::path>& files, Progress& progress);
    /// One text task a row of a dataset version.
    Result<Added> addDataset(const access::Actor& actor, const Project& project, std::string_view reference,
        std::string_view column, Progress& progress);
    Result<Added> addItems(
        const access::Actor& actor, const Project& project, const std::vector<Item>& items, Progress& progress);

    struct Checked {
        std::int64_t good = 0, broken = 0;
        std::vector<Problem> problems; ///< the first 1,000 broken ones, with their paths
    };
    /// Reads the heads of pictures whose size is not known yet. Those that cannot be read become Broken with the
    /// reason. A job for after addFolder(); open() does the same for one task.
    Result<Checked> checkFiles(const access::Actor& actor, const Project& project, Progress& progress);

    /// Label files: items that the project has get the file's annotations under the file's annotator (or `annotator`),
    /// others become tasks; unknown labels join the label set. As predictions: suggestions, never labels. The same file
    /// again changes nothing. An annotation that was given or worked on here, or that a reviewer has judged, is kept,
    /// and listed as a problem: a file replaces only what it or its like brought and nobody has touched.
    struct Imported {
        std::int64_t tasks = 0, annotations = 0, regions = 0, predictions = 0;
        std::int64_t known = 0; ///< annotations that were here as the file has them
        std::vector<Problem> problems;
        std::int64_t problemCount = 0;
    };
    struct ImportOptions {
        ReadOptions read;
        std::string annotator;
        /// Where the paths of items may start besides the project's root. importLabels() sets them.
        std::vector<std::filesystem::path> folders;
        bool asPredictions = false;
        bool asGroundTruth = false; ///< wants ReviewLabels; without it a file's own ground truths are ordinary answers
    };
    Result<Imported> importLabels(const access::Actor& actor, const Project& project, const LabelFormat& format,
        const std::filesystem::path& in, const ImportOptions& options, Progress& progress);
    /// The same for what was read already.
    Result<Imported> importCorpus(const access::Actor& actor, const Project& project, const Corpus& corpus,
        const ImportOptions& options, Progress& progress);
    /// Whether this person may take people's answers out of the project, in files or as a dataset, or have them joined.
    /// Where people answer without seeing each other's answers (an overlap above one) those who review labels or manage
    /// the workspace may; without an overlap everybody. PermissionDenied says so. All that hand answers out ask here.
    Status mayTakeOut(const access::Actor& actor, const Project& project) const;
    /// The answers that count: accepted ones, or all submitted ones of a project without review; ground truths; and
    /// skips, which say so and are no labels. What a model labelled alone is left out where a person's answer counts.
    Result<Corpus> corpus(const access::Actor& actor, const Project& project, Progress& progress) const;
    struct Exported {
        std::int64_t items = 0;
        /// What the format cannot hold, and answers that wait for a reviewer.
        std::vector<Loss> losses;
        std::optional<ProjectConsensus> consensus; ///< when it was wished, without its corpus
    };
    /// Every answer that counts, or one of each item by `consensus`. Sizes that are not known are read below the
    /// project's root unless the options name another folder.
    Result<Exported> exportLabels(const access::Actor& actor, const Project& project, const LabelFormat& format,
        const std::filesystem::path& out, const WriteOptions& options, Progress& progress,
        const std::optional<ConsensusWish>& consensus = {}) const;
    /// What exportLabels() would give now, without writing.
    Result<Exported> exportPreview(const access::Actor& actor, const Project& project, const LabelFormat& format,
        const WriteOptions& options, Progress& progress, const std::optional<ConsensusWish>& consensus = {}) const;
    /// A dataset version with a row for each answer (item, path, text, class, regions as JSON …), or for each item's
    /// consensus, with lineage from the project and what it was made from.
    Result<std::string> toDataset(const access::Actor& actor, const Project& project, std::string_view dataset,
        Progress& progress, const std::optional<ConsensusWish>& consensus = {});

    /// How far people agree, by their submitted and accepted answers: kept with every change, reads no answer.
    Result<AgreementTotals> agreement(const Project& project) const;
    /// What the answers that count say together.
    Result<ProjectConsensus> consensus(
        const access::Actor& actor, const Project& project, const ConsensusWish& wish, Progress& progress) const;
    /// Everybody who answered an item with a ground truth, by name. Reads those answers.
    Result<std::vector<PersonScore>> scores(const Project& project) const;

    LabelStore& store();
    const LabelStore& store() const;

    /// The task that this person should do next: their own draft, else what a reviewer sent them back, else what is
    /// assigned to them, else by the project's order among tasks with fewer answers than the overlap that they have not
    /// begun and nobody else has open or as a draft. Nothing when the queue is empty.
    /// With `afterNumber` (the task that they have before them) the one to show after it: never that one, and drafts
    /// that they left only when nothing else remains. Changes nothing: also good for decoding ahead.
    Result<std::optional<Task>> next(
        const access::Actor& actor, const Project& project, std::optional<std::int64_t> afterNumber = {}) const;
    /// Opens the person's annotation of a task, or begins one. FailedPrecondition for a broken task, AlreadyExists
    /// when another window of the same person has it open, FailedPrecondition when a correction stands for their
    /// answer.
    Result<std::unique_ptr<AnnotationSession>> open(
        const access::Actor& actor, const Project& project, const Task& task);
    /// Folds the journal of a released session into the database and ends it as wished: one transaction, audited. Doing
    /// it twice is the same as once.
    Status finish(const access::Actor& actor, const FinishedWork& work);
    /// Gives up a person's own draft, so that others get the task. FailedPrecondition for what is no draft.
    Status discard(const access::Actor& actor, const Project& project, std::string_view annotation);
    /// Folds journals that a killed process left behind into the database; open() and list calls see them then. Called
    /// when a workspace opens a project. Work that was released with an ending ends so. Returns how many gestures there
    /// were. What does not fit is kept in files ending in ".damaged".
    Result<std::int64_t> recover(const Project& project);

    /// Who looks at the answers of a task.
    enum class View {
        Label, ///< while labeling: only the own ones until one's own is submitted or skipped (blind overlap)
        Review
    };
    /// The annotations of a task that this person may see. Every list, panel or command that shows answers of people to
    /// people asks here. Review wants the permission for it.
    Result<std::vector<StoredAnnotation>> annotations(
        const access::Actor& actor, const Project& project, std::int64_t task, View view) const;
    /// What waits for a reviewer, by number of the tasks; for those with the permission to review.
    Result<std::vector<StoredAnnotation>> toReview(
        const access::Actor& actor, const Project& project, std::int64_t afterNumber, int limit) const;
    /// What was done to one shape, oldest first: the gestures with the parts that concern it; undo and redo as the
    /// edits that they were.
    Result<std::vector<Gesture>> shapeHistory(std::string_view annotation, std::string_view region) const;

    enum class Verdict { Accept, SendBack };
    /// The state of an answer that a person looked at, of StoredAnnotation.
    struct Seen {
        std::int64_t revision = 0, lastSequence = 0;
    };
    /// A note is required to send back. Reviewers may not review their own answers unless the workspace is personal.
    /// With `seen`, FailedPrecondition when the answer has changed since.
    Status review(const access::Actor& actor, const Project& project, std::string_view annotation, Verdict verdict,
        const std::string& note, const std::optional<Seen>& seen = {});
    /// Opens a copy of somebody else's answer for a reviewer to correct. Submitted, it is accepted and replaces the
    /// original (as the ground truth too), unless that has changed since: then openFix() and submit() once more.
    Result<std::unique_ptr<AnnotationSession>> openFix(
        const access::Actor& actor, const Project& project, std::string_view annotation);
    /// Makes an answer a ground truth that others are compared with, or an ordinary one again.
    Status setGold(const access::Actor& actor, const Project& project, std::string_view annotation, bool gold);

    /// An empty person gives the tasks back to everybody.
    Status assign(const access::Actor& actor, const Project& project, const std::vector<std::int64_t>& tasks,
        std::string_view person);

    /// By number of task: what a model is not sure of (0 … 1) comes first in the order Uncertain.
    Status setUncertainties(const access::Actor& actor, const Project& project,
        const std::vector<std::pair<std::int64_t, double>>& uncertainties);
    /// By number of task: how far its answers agree (0 … 1); nothing: not known.
    Status setAgreements(const access::Actor& actor, const Project& project,
        const std::vector<std::pair<std::int64_t, std::optional<double>>>& agreements);

    /// A sealed file for another person: tasks with their media, label set, instructions, predictions and what that
    /// person has answered so far, never other people's answers. The tasks become theirs here too. No tasks: all that
    /// are assigned to them.
    struct Packet {
        std::int64_t tasks = 0, annotations = 0;
        std::uint64_t bytes = 0;
    };
    Result<Packet> exportPacket(const access::Actor& actor, const Project& project,
        const std::vector<std::int64_t>& tasks, std::string_view person, const std::filesystem::path& file,
        Progress& progress);
    /// The way back: the answers of this person in a project that came in a packet (or of `person` in any other).
    Result<Packet> exportAnswers(const access::Actor& actor, const Project& project, std::string_view person,
        const std::filesystem::path& file, Progress& progress);
    /// Takes a packet of either kind in; a project that is not here is made. Packets may come twice and in any order:
    /// of two states of an answer the one that went further stays. Here at home only answers of the packet's person are
    /// taken, and nobody but a reviewer here accepts them.
    struct Merged {
        std::string project;
        std::int64_t tasks = 0, annotations = 0, known = 0;
        std::vector<Problem> problems;
        std::int64_t problemCount = 0;
    };
    Result<Merged> mergePacket(const access::Actor& actor, const std::filesystem::path& file, Progress& progress);

    struct State; ///< for core/label only

private:
    using Losses = Result<std::vector<Loss>>;
    Result<Exported> exportWith(const access::Actor& actor, const Project& project,
        const std::optional<ConsensusWish>& wish, Progress& progress,
        const std::function<Losses(const Corpus& corpus, Progress& progress)>& lose) const;
    Result<std::optional<Loss>> waitingForReview(const Project& project) const;

    std::shared_ptr<State> m_state;
};

} // namespace slipway::label
