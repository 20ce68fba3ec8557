#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/label_assist_commands.h"
#include "app/cli/label_project.h"
#include "app/cli/label_text.h"
#include "app/cli/usage.h"
#include "core/base/text.h"

namespace slipway::cli {

namespace {

using label::LabelService;

struct CreateArguments {
    std::string name, medium = "image", labels, instructions, order = "sequential", root;
    int overlap = 1;
    bool reviewed = false;
};

Result<Outcome> create(Session& session, const CreateArguments& arguments) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    LabelService::NewProject request;
    request.name = arguments.name;
    request.medium = arguments.medium == "text"    ? label::Medium::Text
                     : arguments.medium == "video" ? label::Medium::Video
                                                   : label::Medium::Image;
    for (const auto& part : split(arguments.labels, ','))
        if (const auto name = trimmed(part); !name.empty()) label::addClass(request.labels, name);
    request.instructions = arguments.instructions;
    std::error_code failed;
    if (!arguments.root.empty() && !std::filesystem::is_directory(arguments.root, failed))
        return fail(ErrorCode::InvalidArgument, fmt::format("{} is no folder", forMessage(arguments.root, 300)),
            "Name a folder that is there");
    request.root = arguments.root;
    request.overlap = arguments.overlap;
    request.reviewed = arguments.reviewed;
    request.order = label::taskOrderFromName(arguments.order).value_or(label::TaskOrder::Sequential);
    SLIPWAY_ASSIGN(const auto made, workspace->labels().create(actor, request));
    return Outcome{toJson(made),
        fmt::format("{}: {} project with {}", made.name, label::name(made.medium),
            counted(static_cast<long long>(made.labels.classes.size()), "label")),
        0};
}

Result<Outcome> list(Session& session) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto projects, workspace->labels().list());
    Json json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& project : projects) {
        json.push_back(toJson(project));
        rows.push_back({project.name, std::string(label::name(project.medium)), withThousands(project.tasks),
            withThousands(project.submitted), withThousands(project.skipped), withThousands(project.problems)});
    }
    return Outcome{std::move(json),
        rows.empty() ? "No labeling projects yet. `slipway label create NAME` makes one."
                     : textTable({"name", "medium", "tasks", "submitted", "skipped", "broken"}, rows),
        0};
}

Result<Outcome> status(Session& session, const std::string& name) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, name));
    const auto& store = found.labels->store();
    SLIPWAY_ASSIGN(const auto counts, store.taskCounts(found.project.id));
    SLIPWAY_ASSIGN(const auto people, store.people(found.project.id));
    auto json = toJson(found.project);
    std::vector<std::vector<std::string>> rows, persons;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto state = std::string(label::name(static_cast<label::TaskState>(i)));
        json["states"][state] = counts[i];
        rows.push_back({state, withThousands(counts[i])});
    }
    json["people"] = Json::array();
    for (const auto& person : people) {
        json["people"].push_back({{"name", person.name}, {"answers", person.answers}, {"skipped", person.skipped},
            {"assigned", person.assigned}, {"seconds", person.seconds}});
        persons.push_back({person.name, withThousands(person.answers), withThousands(person.skipped),
            withThousands(person.assigned), fmt::format("{:.0f}", person.seconds)});
    }
    auto text = fmt::format("{}: {}\n", found.project.name, counted(found.project.tasks, "task")) +
                textTable({"state", "tasks"}, rows);
    if (!persons.empty()) text += "\n" + textTable({"person", "answers", "skipped", "assigned", "seconds"}, persons);
    return Outcome{std::move(json), std::move(text), 0};
}

Status checkThere(const std::filesystem::path& path, const std::string& hint) {
    std::error_code failed;
    if (std::filesystem::exists(path, failed)) return {};
    return fail(ErrorCode::NotFound, fmt::format("{} does not exist", forMessage(path.string(), 300)), hint);
}

struct AddArguments {
    std::string project, dataset, column;
    std::vector<std::string> paths;
    bool check = false;
};

Result<Outcome> add(Session& session, const AddArguments& arguments) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, arguments.project));
    for (const auto& path : arguments.paths) SLIPWAY_TRY(checkThere(path, "Name files or folders that are there"));
    LabelService::Added added;
    const auto count = [&](Result<LabelService::Added> more) -> Status {
        if (!more) return std::unexpected(more.error());
        added.tasks += more->tasks;
        added.known += more->known;
        added.problemCount += more->problemCount;
        added.problems.insert(added.problems.end(), more->problems.begin(), more->problems.end());
        return {};
    };
    std::vector<std::filesystem::path> files;
    for (const auto& path : arguments.paths) {
        std::error_code failed;
        if (std::filesystem::is_directory(path, failed))
            SLIPWAY_TRY(count(found.labels->addFolder(found.actor, found.project, path, session.progress())));
        else
            files.emplace_back(path);
    }
    if (!files.empty())
        SLIPWAY_TRY(count(found.labels->addFiles(found.actor, found.project, files, session.progress())));
    if (!arguments.dataset.empty())
        SLIPWAY_TRY(count(found.labels->addDataset(
            found.actor, found.project, arguments.dataset, arguments.column, session.progress())));
    Json json{{"tasks", added.tasks}, {"known", added.known}};
    auto text = fmt::format("{} added, {} known already\n", counted(added.tasks, "task"), withThousands(added.known));
    if (arguments.check) {
        SLIPWAY_ASSIGN(const auto checked, found.labels->checkFiles(found.actor, found.project, session.progress()));
        json["checked"] = {{"good", checked.good}, {"broken", checked.broken}};
        text +=
            fmt::format("{} can be read, {} cannot\n", counted(checked.good, "file"), withThousands(checked.broken));
        added.problemCount += checked.broken;
        added.problems.insert(added.problems.end(), checked.problems.begin(), checked.problems.end());
    }
    json["problem_count"] = added.problemCount;
    json["problems"] = toJson(added.problems);
    return Outcome{std::move(json), text + problemText(added.problems, added.problemCount), 0};
}

struct ConsensusArguments {
    std::string method;
    bool byGold = false;

    std::optional<label::ConsensusWish> wish() const {
        const auto known = label::consensusMethodFromName(method);
        return known ? std::optional(label::ConsensusWish{*known, byGold}) : std::nullopt;
    }
    void addTo(CLI::App& verb) {
        auto* option = verb.add_option(
            "--consensus", method, "One answer of each item by majority, or by dawid-skene: a model of who errs how");
        option->check(CLI::IsMember({"majority", "dawid-skene"}));
        verb.add_flag("--weigh-by-gold", byGold, "People count by their scores on gold items")->needs(option);
    }
};

struct FileArguments {
    std::string project, format, file, images, task, annotator, cocoArea = "source";
    bool predictions = false, gold = false, oneBased = false;
    ConsensusArguments consensus;
    bool force = false;
};

Result<Outcome> import(Session& session, const FileArguments& arguments) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, arguments.project));
    SLIPWAY_ASSIGN(const auto* format,
        arguments.format.empty() ? label::guessFormat(arguments.file) : label::findFormat(arguments.format));
    LabelService::ImportOptions options;
    options.read = {arguments.images, arguments.task, arguments.oneBased};
    options.annotator = arguments.annotator;
    options.asPredictions = arguments.predictions;
    options.asGroundTruth = arguments.gold;
    SLIPWAY_ASSIGN(const auto imported,
        found.labels->importLabels(found.actor, found.project, *format, arguments.file, options, session.progress()));
    return Outcome{
        {{"format", std::string(format->name())}, {"tasks", imported.tasks}, {"annotations", imported.annotations},
            {"known", imported.known}, {"regions", imported.regions}, {"predictions", imported.predictions},
            {"problem_count", imported.problemCount}, {"problems", toJson(imported.problems)}},
        fmt::format("{} new, {} taken in, {} known already, {}, {}\n", counted(imported.tasks, "task"),
            counted(imported.annotations, "annotation"), withThousands(imported.known),
            counted(imported.regions, "region"), counted(imported.predictions, "prediction")) +
            problemText(imported.problems, imported.problemCount),
        0};
}

Status checkFree(const std::string& target) {
    std::error_code failed;
    if (!std::filesystem::exists(target, failed)) return {};
    const bool folder = std::filesystem::is_directory(target, failed);
    if (folder && std::filesystem::is_empty(target, failed)) return {};
    return fail(ErrorCode::AlreadyExists, fmt::format("{} is there already", forMessage(target, 300)),
        folder ? "Choose another name, or write into it with --force"
               : "Choose another name, or replace it with --force");
}

Result<Outcome> exportTo(Session& session, const FileArguments& arguments) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, arguments.project));
    SLIPWAY_ASSIGN(const auto* format, label::findFormat(arguments.format));
    SLIPWAY_ASSIGN(const auto cocoArea, label::findCocoArea(arguments.cocoArea));
    const label::WriteOptions options{arguments.images, arguments.task, arguments.oneBased, cocoArea};
    if (!arguments.force) SLIPWAY_TRY(checkFree(arguments.file));
    if (!format->isFolder()) {
        std::error_code failed;
        SLIPWAY_TRY(checkThere(
            std::filesystem::absolute(arguments.file, failed).parent_path(), "Make the folder, or choose another"));
    }
    Json json{{"file", arguments.file}, {"format", arguments.format}};
    auto text = fmt::format("{} in {}\n", found.project.name, arguments.file);
    SLIPWAY_ASSIGN(const auto exported, found.labels->exportLabels(found.actor, found.project, *format, arguments.file,
                                            options, session.progress(), arguments.consensus.wish()));
    if (exported.consensus) {
        json["consensus"] = toJson(*exported.consensus);
        json["consensus"]["method"] = arguments.consensus.method;
        text += consensusText(*exported.consensus);
    }
    json["lost"] = toJson(exported.losses);
    return Outcome{std::move(json), text + lossText(exported.losses), 0};
}

Result<Outcome> toDataset(Session& session, const std::string& project, const std::string& dataset,
    const std::optional<label::ConsensusWish>& wish) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, project));
    SLIPWAY_ASSIGN(
        const auto reference, found.labels->toDataset(found.actor, found.project, dataset, session.progress(), wish));
    return Outcome{{{"dataset", reference}}, fmt::format("{} holds the answers of {}", reference, project), 0};
}

Result<Outcome> next(Session& session, const std::string& project, std::int64_t after) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, project));
    SLIPWAY_ASSIGN(const auto task,
        found.labels->next(found.actor, found.project, after > 0 ? std::optional(after) : std::nullopt));
    if (!task) return Outcome{{{"task", nullptr}}, fmt::format("Nothing waits for {}.", found.actor.name), 0};
    auto json = toJson(*task);
    json.erase("gold"); // people are compared with a ground truth without knowing where
    return Outcome{{{"task", std::move(json)}},
        fmt::format(
            "task {}: {}", task->number, forMessage(task->item.path.empty() ? task->item.text : task->item.path)),
        0};
}

void addProjectVerbs(Commands& commands) {
    const auto made = std::make_shared<CreateArguments>();
    auto& createVerb = commands.verb("label", "create", "Makes a labeling project",
        "slipway label create birds --medium image --labels sparrow,robin --overlap 2",
        [made](Session& session) { return create(session, *made); });
    createVerb.add_option("NAME", made->name, "Name of the project")->required();
    createVerb.add_option("--medium", made->medium, "image, text or video")
        ->check(CLI::IsMember({"image", "text", "video"}));
    createVerb.add_option("--labels", made->labels, "Classes, a,b,c");
    createVerb.add_option("--instructions", made->instructions, "What people are told, Markdown");
    createVerb.add_option("--root", made->root, "Folder that paths are relative to");
    createVerb.add_option("--overlap", made->overlap, "How many people answer each task, 1 to 100")
        ->check(CLI::Range(1, 100));
    createVerb.add_option("--order", made->order, "sequential, uncertain, disagreement or random")
        ->check(CLI::IsMember({"sequential", "uncertain", "disagreement", "random"}));
    createVerb.add_flag("--reviewed", made->reviewed, "Answers count only after a reviewer accepted them");

    commands.verb("label", "list", "Lists the labeling projects", "slipway label list", list);

    const auto shown = std::make_shared<std::string>();
    commands
        .verb("label", "status", "How far a project is, by state and person", "slipway label status birds",
            [shown](Session& session) { return status(session, *shown); })
        .add_option("PROJECT", *shown, "Name of the project")
        ->required();

    const auto added = std::make_shared<AddArguments>();
    auto& addVerb = commands.verb("label", "add", "Adds files, folders or rows of a dataset as tasks",
        "slipway label add birds photos/ --check", [added](Session& session) { return add(session, *added); });
    addVerb.add_option("PROJECT", added->project, "Name of the project")->required();
    addVerb.add_option("PATH", added->paths, "Files and folders");
    addVerb.add_option("--dataset", added->dataset, "A dataset whose rows become text tasks");
    addVerb.add_option("--column", added->column, "Its column with the texts");
    addVerb.final_callback([added] {
        if (added->paths.empty() && added->dataset.empty())
            throw UsageError(
                Error{ErrorCode::InvalidArgument, "nothing to add is named", "Name files, folders or a --dataset"});
    });
    addVerb.add_flag("--check", added->check, "Read the head of every picture and list the broken ones");

    const auto queue = std::make_shared<std::pair<std::string, std::int64_t>>();
    auto& nextVerb =
        commands.verb("label", "next", "The task that waits for a person", "slipway label next birds --as ada",
            [queue](Session& session) { return next(session, queue->first, queue->second); });
    nextVerb.add_option("PROJECT", queue->first, "Name of the project")->required();
    nextVerb.add_option("--after", queue->second, "Number of the task that they have before them");

    struct Dataset {
        std::string project, name;
        ConsensusArguments consensus;
    };
    const auto dataset = std::make_shared<Dataset>();
    auto& datasetVerb = commands.verb("label", "dataset", "Stores the answers as a dataset version",
        "slipway label dataset birds birds-labels", [dataset](Session& session) {
            return toDataset(session, dataset->project, dataset->name, dataset->consensus.wish());
        });
    datasetVerb.add_option("PROJECT", dataset->project, "Name of the project")->required();
    datasetVerb.add_option("DATASET", dataset->name, "Name of the dataset")->required();
    dataset->consensus.addTo(datasetVerb);
}

void addFileVerbs(Commands& commands) {
    const auto common = [](CLI::App& verb, FileArguments& arguments) {
        verb.add_option("PROJECT", arguments.project, "Name of the project")->required();
        verb.add_option("FILE", arguments.file, "File or folder")->required();
        verb.add_option("--images", arguments.images, "Folder of the images");
        verb.add_option("--task", arguments.task, "Of YOLO: detect, segment, pose or obb");
        verb.add_flag("--voc-one-based", arguments.oneBased, "Boxes of Pascal VOC count pixels from 1");
    };
    const auto in = std::make_shared<FileArguments>();
    auto& importVerb = commands.verb("label", "import", "Takes labels from a file into a project",
        "slipway label import birds annotations.json --format coco",
        [in](Session& session) { return import(session, *in); });
    common(importVerb, *in);
    importVerb.add_option("--format", in->format, "Name of the format, when the file does not tell")
        ->check(checkedBy(label::findFormat));
    importVerb.add_option("--annotator", in->annotator, "Whose labels they are, when the file does not tell");
    importVerb.add_flag("--predictions", in->predictions, "As suggestions of a model, never labels");
    importVerb.add_flag("--gold", in->gold, "As ground truth to compare people with");

    const auto out = std::make_shared<FileArguments>();
    auto& exportVerb = commands.verb("label", "export", "Writes a project's labels; lists what the format cannot hold",
        "slipway label export birds birds.json --format coco",
        [out](Session& session) { return exportTo(session, *out); });
    common(exportVerb, *out);
    exportVerb.add_option("--format", out->format, "Name of the format")
        ->required()
        ->check(checkedBy(label::findFormat));
    exportVerb.add_flag("--force,--overwrite", out->force, "Replace the file, or write into the folder, that is there");
    out->consensus.addTo(exportVerb);
    exportVerb.add_option("--coco-area", out->cocoArea,
        "Area and box of polygons in COCO: drawn (of the pixels that labelme draws), polygon, or source (drawn for "
        "labelme)");
}

} // namespace

void addLabelCommands(Commands& commands) {
    commands.noun("label", "Labeling projects and label files");
    addProjectVerbs(commands);
    addFileVerbs(commands);
    addLabelPeopleCommands(commands);
    addLabelAgreementCommand(commands);
    addLabelAssistCommands(commands);
}

} // namespace slipway::cli
