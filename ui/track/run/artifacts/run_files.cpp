#include "ui/track/run/artifacts/run_files.h"

#include <algorithm>

#include "core/track/artifact_path.h"
#include "core/track/artifact_store.h"
#include "core/track/logged_models.h"
#include "core/workspace/workspace.h"

namespace slipway::ui {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kModels = "logged models";
constexpr std::size_t kMostModels = 200;

struct Place {
    fs::path folder;
    std::string path;   ///< in it
    std::string prefix; ///< of the page's paths, with '/' at its end; "" for the run's own
};

std::unexpected<Error> gone(const std::string& path) {
    return fail(ErrorCode::NotFound, "'" + path + "' is not there any more", "Read the files again (F5)");
}

/// "m-…" at the end of "census m-0123…".
std::string modelOf(std::string_view name) {
    const auto space = name.rfind(' ');
    return std::string(space == std::string_view::npos ? name : name.substr(space + 1));
}

bool made(const track::Run& run, const std::string& model) {
    return std::ranges::find(run.outputModels, model, &track::ModelUse::model) != run.outputModels.end();
}

Result<Place> placeOf(workspace::Workspace& workspace, const track::Run& run, const std::string& path) {
    if (!path.starts_with(std::string(kModels) + '/'))
        return Place{track::ArtifactStore(workspace.folder()).folder(run.experiment, run.id), path, {}};
    const auto rest = path.substr(kModels.size() + 1);
    const auto slash = rest.find('/');
    const auto id = modelOf(rest.substr(0, slash));
    if (!made(run, id)) return gone(path);
    SLIPWAY_ASSIGN(const auto model, track::LoggedModels(workspace.ledger()).find(id));
    SLIPWAY_ASSIGN(auto place, track::ArtifactRoot(workspace.folder()).placeOf(model.artifactUri));
    const auto inside = slash == std::string::npos ? std::string() : rest.substr(slash + 1);
    SLIPWAY_ASSIGN(const auto folder, track::artifactPlace(place.folder, place.path));
    return Place{folder, inside, std::string(kModels) + '/' + rest.substr(0, slash) + '/'};
}

std::vector<track::ArtifactInfo> modelFolders(workspace::Workspace& workspace, const track::Run& run) {
    std::vector<track::ArtifactInfo> folders;
    const track::LoggedModels models(workspace.ledger());
    for (const auto& use : run.outputModels) {
        if (folders.size() >= kMostModels) break;
        if (const auto model = models.find(use.model))
            folders.push_back({std::string(kModels) + '/' + model->name + ' ' + model->id, 0, true});
    }
    return folders;
}

} // namespace

Result<std::vector<track::ArtifactInfo>> listRunFiles(
    workspace::Workspace& workspace, const std::string& run, const std::string& folder) {
    if (folder.empty()) {
        SLIPWAY_ASSIGN(auto infos, workspace.tracker().artifacts(run));
        SLIPWAY_ASSIGN(const auto found, workspace.tracker().find(run));
        if (!found.outputModels.empty()) infos.push_back({std::string(kModels), 0, true});
        return infos;
    }
    SLIPWAY_ASSIGN(const auto found, workspace.tracker().find(run));
    if (folder == kModels) return modelFolders(workspace, found);
    SLIPWAY_ASSIGN(const auto place, placeOf(workspace, found, folder));
    SLIPWAY_ASSIGN(auto infos, track::ArtifactStore::list(place.folder, place.path));
    for (auto& info : infos) info.path = place.prefix + info.path;
    return infos;
}

Result<fs::path> runFile(workspace::Workspace& workspace, const std::string& run, const std::string& path) {
    SLIPWAY_ASSIGN(const auto found, workspace.tracker().find(run));
    SLIPWAY_ASSIGN(const auto place, placeOf(workspace, found, path));
    SLIPWAY_ASSIGN(auto file, track::artifactPlace(place.folder, place.path));
    std::error_code failed;
    if (!fs::exists(file, failed)) return gone(path);
    return file;
}

} // namespace slipway::ui
