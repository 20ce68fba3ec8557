#include "core/train/code_version.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <system_error>

#include <git2.h>

#include "core/base/text.h"

namespace slipway::train {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxDiff = 5u << 20, kMaxUntracked = 1000;
constexpr auto kTimeLimit = std::chrono::seconds(10);

template <auto Free> struct Freed {
    template <class T> void operator()(T* handle) const noexcept { Free(handle); }
};
using Repository = std::unique_ptr<git_repository, Freed<git_repository_free>>;
using Reference = std::unique_ptr<git_reference, Freed<git_reference_free>>;
using Object = std::unique_ptr<git_object, Freed<git_object_free>>;
using Remote = std::unique_ptr<git_remote, Freed<git_remote_free>>;
using Diff = std::unique_ptr<git_diff, Freed<git_diff_free>>;

struct Library {
    Library() {
        git_libgit2_init();
        // Whose repository it is matters to programs that run what is configured in it: nothing is run here.
        git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    }
    ~Library() { git_libgit2_shutdown(); }
};

std::string remoteUrl(git_repository* repository) {
    git_strarray names{};
    if (git_remote_list(&names, repository) != 0) return {};
    std::vector<std::string> all(names.strings, names.strings + names.count);
    git_strarray_dispose(&names);
    std::ranges::stable_partition(all, [](const auto& name) { return name == "origin"; });
    for (const auto& name : all) {
        git_remote* raw = nullptr;
        if (git_remote_lookup(&raw, repository, name.c_str()) != 0) continue;
        const Remote remote(raw);
        if (const char* url = git_remote_url(remote.get())) return withoutCredentials(url);
    }
    return {};
}

/// The reference that HEAD stands for, and whether it is a branch.
void readHead(git_repository* repository, CodeVersion& code) {
    git_reference* raw = nullptr;
    if (git_reference_lookup(&raw, repository, "HEAD") != 0) return;
    const Reference head(raw);
    if (const char* target = git_reference_symbolic_target(head.get())) {
        constexpr std::string_view branches = "refs/heads/";
        const std::string_view name(target);
        code.branch = name.starts_with(branches) ? name.substr(branches.size()) : std::string_view();
    }
    git_oid id{};
    if (git_reference_name_to_id(&id, repository, "HEAD") == 0) code.commit = git_oid_tostr_s(&id);
}

struct Collecting {
    CodeVersion* code;
    std::chrono::steady_clock::time_point end;
};

int onProgress(const git_diff*, const char*, const char*, void* payload) {
    return std::chrono::steady_clock::now() > static_cast<Collecting*>(payload)->end ? -1 : 0;
}

int onLine(const git_diff_delta*, const git_diff_hunk*, const git_diff_line* line, void* payload) {
    auto& [code, end] = *static_cast<Collecting*>(payload);
    const bool marked = line->origin == GIT_DIFF_LINE_CONTEXT || line->origin == GIT_DIFF_LINE_ADDITION ||
                        line->origin == GIT_DIFF_LINE_DELETION;
    if (code->diff.size() + line->content_len + marked > kMaxDiff || std::chrono::steady_clock::now() > end) {
        code->diffIsCut = true;
        return -1;
    }
    if (marked) code->diff += line->origin;
    code->diff.append(line->content, line->content_len);
    return 0;
}

void readChanges(git_repository* repository, CodeVersion& code) {
    git_object* rawTree = nullptr;
    if (!code.commit.empty() && git_revparse_single(&rawTree, repository, "HEAD^{tree}") != 0) return;
    const Object tree(rawTree);
    Collecting collecting{&code, std::chrono::steady_clock::now() + kTimeLimit};
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_IGNORE_SUBMODULES;
    options.progress_cb = onProgress;
    options.payload = &collecting;
    git_diff* rawDiff = nullptr;
    if (git_diff_tree_to_workdir_with_index(&rawDiff, repository, reinterpret_cast<git_tree*>(tree.get()), &options) !=
        0) {
        code.diffIsCut = true;
        return;
    }
    const Diff diff(rawDiff);
    const auto changes = git_diff_num_deltas(diff.get());
    code.dirty = changes > 0;
    for (std::size_t i = 0; i < changes && code.untracked.size() < kMaxUntracked; ++i) {
        const auto* delta = git_diff_get_delta(diff.get(), i);
        if (delta->status == GIT_DELTA_UNTRACKED && delta->new_file.path)
            code.untracked.emplace_back(delta->new_file.path);
    }
    git_diff_print(diff.get(), GIT_DIFF_FORMAT_PATCH, onLine, &collecting);
}

} // namespace

std::string withoutCredentials(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return std::string(url); // a path, or git@host:path
    const auto start = scheme + 3;
    const auto host = url.substr(start, url.find('/', start) - start);
    const auto at = host.rfind('@');
    auto shown = std::string(url.substr(0, start)) +
                 std::string(url.substr(at == std::string_view::npos ? start : start + at + 1));
    return shown.substr(0, shown.find_first_of("?#"));
}

std::optional<CodeVersion> codeVersion(const fs::path& folder) {
    static const Library library;
    std::error_code failed;
    const auto place = fs::absolute(folder, failed);
    git_repository* raw = nullptr;
    if (failed || git_repository_open_ext(&raw, place.c_str(), 0, nullptr) != 0) return std::nullopt;
    const Repository repository(raw);
    CodeVersion code;
    if (const char* root = git_repository_workdir(repository.get()))
        code.root = root;
    else
        return std::nullopt; // nothing is checked out
    readHead(repository.get(), code);
    code.repositoryUrl = remoteUrl(repository.get());
    readChanges(repository.get(), code);
    return code;
}

} // namespace slipway::train
