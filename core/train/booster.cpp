#include "core/train/booster.h"

#include <dlfcn.h>

#include <charconv>

#include <fmt/format.h>
#include <xgboost/c_api.h>

#include "core/base/text.h"

namespace slipway::train {

namespace {

/// XGBoost answers "[time] file:line: reason" and a stack trace: the reason is what a person can use.
std::string lastReason() {
    std::string_view text = XGBGetLastError();
    text = text.substr(0, text.find('\n'));
    if (const auto source = text.find(".cc:"); source != std::string_view::npos)
        if (const auto reason = text.find(": ", source); reason != std::string_view::npos)
            text.remove_prefix(reason + 2);
    return forMessage(text, 200);
}

Status checked(int code, std::string_view doing, ErrorCode kind = ErrorCode::Internal) {
    if (code == 0) return {};
    return fail(kind, fmt::format("XGBoost could not {}: {}", doing, lastReason()));
}

struct Sets {
    std::vector<DMatrixHandle> handles;
    std::vector<const char*> names;
};

Sets asHandles(std::span<const Watched> watched) {
    Sets sets;
    for (const auto& set : watched) {
        sets.handles.push_back(set.rows->handle());
        sets.names.push_back(set.name.c_str());
    }
    return sets;
}

} // namespace

void limitEngineThreads(int threads) {
    // XGBoost brings its OpenMP library along; asking for the function by name spares a second one at build time.
    using SetThreads = void (*)(int);
    static const auto setThreads = reinterpret_cast<SetThreads>(::dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
    if (setThreads) setThreads(threads);
}

void TrainingMatrix::Free::operator()(void* handle) const noexcept {
    XGDMatrixFree(handle);
}
void Booster::Free::operator()(void* handle) const noexcept {
    XGBoosterFree(handle);
}

Result<TrainingMatrix> TrainingMatrix::create(const Rows& rows, std::size_t features) {
    DMatrixHandle handle = nullptr;
    SLIPWAY_TRY(checked(XGDMatrixCreateFromCSREx(rows.rowStarts.data(), rows.features.data(), rows.values.data(),
                            rows.rowStarts.size(), rows.features.size(), features, &handle),
        "take the rows", ErrorCode::BadData));
    TrainingMatrix matrix(handle);
    SLIPWAY_TRY(checked(XGDMatrixSetFloatInfo(handle, "label", rows.labels.data(), rows.labels.size()),
        "take the labels", ErrorCode::BadData));
    return matrix;
}

Result<Booster> Booster::create(std::span<const Watched> watched) {
    const auto sets = asHandles(watched);
    BoosterHandle handle = nullptr;
    SLIPWAY_TRY(checked(XGBoosterCreate(sets.handles.data(), sets.handles.size(), &handle), "start"));
    return Booster(handle);
}

Result<Booster> Booster::fromBytes(std::string_view bytes) {
    SLIPWAY_ASSIGN(auto booster, create({}));
    SLIPWAY_TRY(checked(XGBoosterLoadModelFromBuffer(booster.m_handle.get(), bytes.data(), bytes.size()),
        "read the model", ErrorCode::BadData));
    // Rows are short work: a second thread would cost more than it saves, and servers bring threads of their own.
    SLIPWAY_TRY(booster.set("nthread", "1"));
    return booster;
}

Status Booster::set(const std::string& parameter, const std::string& value) {
    return checked(XGBoosterSetParam(m_handle.get(), parameter.c_str(), value.c_str()),
        "take the parameter " + parameter, ErrorCode::InvalidArgument);
}

Status Booster::update(int round, const TrainingMatrix& rows) {
    return checked(XGBoosterUpdateOneIter(m_handle.get(), round, rows.handle()), fmt::format("train round {}", round),
        ErrorCode::InvalidArgument);
}

Result<std::string> Booster::evaluate(int round, std::span<const Watched> watched) {
    auto sets = asHandles(watched);
    const char* text = nullptr;
    SLIPWAY_TRY(checked(
        XGBoosterEvalOneIter(m_handle.get(), round, sets.handles.data(), sets.names.data(), sets.handles.size(), &text),
        "compute metrics", ErrorCode::InvalidArgument));
    return std::string(text);
}

Result<Booster> Booster::firstRounds(int rounds) const {
    BoosterHandle handle = nullptr;
    SLIPWAY_TRY(checked(XGBoosterSlice(m_handle.get(), 0, rounds, 1, &handle), "keep the best rounds"));
    return Booster(handle);
}

Result<std::string> Booster::save() const {
    bst_ulong length = 0;
    const char* bytes = nullptr;
    SLIPWAY_TRY(
        checked(XGBoosterSaveModelToBuffer(m_handle.get(), R"({"format":"json"})", &length, &bytes), "save the model"));
    return std::string(bytes, length);
}

Result<std::vector<float>> Booster::score(
    std::span<const float> values, std::size_t features, std::size_t outputs) const {
    const auto rows = values.size() / features;
    const auto view = fmt::format(R"({{"data":[{},true],"shape":[{},{}],"typestr":"<f4","version":3}})",
        reinterpret_cast<std::uintptr_t>(values.data()), rows, features);
    constexpr const char* kPlain = R"({"type":0,"training":false,"iteration_begin":0,"iteration_end":0,)"
                                   R"("strict_shape":true,"missing":NaN,"cache_id":0})";
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* result = nullptr;
    SLIPWAY_TRY(
        checked(XGBoosterPredictFromDense(m_handle.get(), view.c_str(), kPlain, nullptr, &shape, &dimensions, &result),
            "predict", ErrorCode::BadData));
    if (dimensions != 2 || shape[0] != rows || shape[1] != outputs)
        return fail(ErrorCode::BadData, "the model answers with another number of values than its description says",
            "Train it again");
    return std::vector<float>(result, result + rows * outputs);
}

Result<std::vector<std::pair<std::size_t, double>>> Booster::gains() const {
    bst_ulong count = 0, dimensions = 0;
    const char** names = nullptr;
    const bst_ulong* shape = nullptr;
    const float* scores = nullptr;
    SLIPWAY_TRY(checked(XGBoosterFeatureScore(m_handle.get(), R"({"importance_type":"total_gain"})", &count, &names,
                            &dimensions, &shape, &scores),
        "sum the gains", ErrorCode::BadData));
    std::vector<std::pair<std::size_t, double>> gains;
    for (bst_ulong i = 0; i < count; ++i) { // features without a name are called f0, f1 …
        const std::string_view name = names[i];
        std::size_t number = 0;
        if (std::from_chars(name.data() + 1, name.data() + name.size(), number).ec == std::errc{})
            gains.emplace_back(number, scores[i]);
    }
    return gains;
}

} // namespace slipway::train
