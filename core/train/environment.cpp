#include "core/train/environment.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <thread>

#include <pwd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/process/resource_usage.h"

namespace slipway::train {

namespace fs = std::filesystem;

namespace {

constexpr const char* kVariables[] = {"CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES", "OMP_NUM_THREADS",
    "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "TF_DETERMINISTIC_OPS", "CUBLAS_WORKSPACE_CONFIG",
    "PYTHONHASHSEED", "CUDA_LAUNCH_BLOCKING", "XLA_FLAGS", "TORCH_CUDA_ARCH_LIST", "LANG", "LC_ALL", "TZ", "RANK",
    "LOCAL_RANK", "WORLD_SIZE", "SLURM_JOB_ID", "SLURM_NODEID"};

// The first entry of the path would be the folder of the script: a module of the same name there must not run.
constexpr const char* kAsk = R"py(
import sys
sys.path.pop(0)
import json, platform
try:
    import importlib.metadata as metadata
    packages = sorted({f"{d.metadata['Name']}=={d.version}" for d in metadata.distributions() if d.metadata and d.metadata["Name"]}, key=str.lower)
except ImportError:
    packages = []
print(json.dumps({"version": platform.python_version(), "implementation": platform.python_implementation(),
                  "executable": sys.executable, "packages": packages}))
)py";

std::string valueIn(const fs::path& file, std::string_view key) {
    const auto text = readFile(file, 8u << 20);
    if (!text) return {};
    for (const auto& line : split(*text, '\n')) {
        if (!line.starts_with(key)) continue;
        auto value = std::string(trimmed(std::string_view(line).substr(key.size())));
        while (!value.empty() && (value.front() == ':' || value.front() == '=' || value.front() == ' ' ||
                                     value.front() == '\t' || value.front() == '"'))
            value.erase(value.begin());
        if (value.ends_with('"')) value.pop_back();
        return value;
    }
    return {};
}

Json graphicsCards() {
    Json cards = Json::array();
    const auto text = process::outputOf("nvidia-smi",
        {"--query-gpu=name,memory.total,driver_version", "--format=csv,noheader,nounits"}, std::chrono::seconds(2));
    if (!text) return cards;
    for (const auto& line : split(*text, '\n')) {
        const auto fields = split(line, ',');
        if (fields.size() < 3) continue;
        cards.push_back(
            {{"name", trimmed(fields[0])}, {"memory_mebibytes", trimmed(fields[1])}, {"driver", trimmed(fields[2])}});
    }
    return cards;
}

} // namespace

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

std::string accountName() {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || !found) return {};
    return entry.pw_name;
}

Json environmentFacts() {
    Json facts;
    facts["host"] = hostName();
    facts["os"] = valueIn("/etc/os-release", "PRETTY_NAME");
    utsname system{};
    if (::uname(&system) == 0) {
        facts["kernel"] = system.release;
        facts["architecture"] = system.machine;
    }
    facts["cpu"] = valueIn("/proc/cpuinfo", "model name");
    facts["cores"] = std::thread::hardware_concurrency();
    facts["memory_bytes"] = process::memoryLimit();
    facts["gpus"] = graphicsCards();
    facts["slipway"] = SLIPWAY_VERSION;
    std::error_code failed;
    facts["container"] = fs::exists("/.dockerenv", failed) || fs::exists("/run/.containerenv", failed);
    facts["variables"] = Json::object();
    for (const char* name : kVariables)
        if (const char* value = std::getenv(name)) facts["variables"][name] = std::string(value).substr(0, 1000);
    return facts;
}

bool isPython(const fs::path& program) {
    const auto name = program.filename().string();
    return name.starts_with("python") || name.starts_with("pypy");
}

PythonFacts::PythonFacts(const fs::path& program, const fs::path& folder)
    : m_until(std::chrono::steady_clock::now() + std::chrono::seconds(20)) {
    auto made = TemporaryFolder::create("slipway-python");
    if (!made) return;
    m_folder.emplace(std::move(*made));
    process::ChildOptions options;
    options.program = program;
    options.arguments = {"-c", kAsk};
    options.workingFolder = folder;
    options.outputFile = m_folder->path() / "facts.json";
    if (auto child = process::ChildProcess::start(options)) m_child.emplace(std::move(*child));
}

std::optional<PythonFacts::Facts> PythonFacts::poll() {
    if (!m_child) return std::nullopt;
    const auto code = m_child->wait(std::chrono::milliseconds(0));
    if (!code && std::chrono::steady_clock::now() < m_until) return std::nullopt;
    m_child.reset(); // one that hangs is ended
    if (code != 0) return std::nullopt;
    const auto text = readFile(m_folder->path() / "facts.json", 16u << 20);
    const auto line = text ? text->rfind('{') : std::string::npos; // a start-up file may print before
    if (line == std::string::npos) return std::nullopt;
    const auto json = parseJson(std::string_view(*text).substr(line), "the interpreter's answer");
    if (!json || !json->is_object()) return std::nullopt;
    Facts facts{textOr(*json, "version"), textOr(*json, "implementation"), textOr(*json, "executable"), {}};
    if (const auto packages = json->find("packages"); packages != json->end() && packages->is_array())
        for (const auto& package : *packages)
            if (package.is_string()) facts.packages.push_back(package.get<std::string>());
    return facts;
}

} // namespace slipway::train
