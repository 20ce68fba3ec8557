#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/time.h"

namespace slipway::deploy {

/// One request and its answer.
struct CaptureRecord {
    std::string endpoint, model;
    int version = 0;
    Timestamp time = 0;
    std::string inferenceId; ///< the caller's; may be empty
    std::string inputType, input, outputType, output;
};

/// Writes what endpoints were asked and answered as JSON Lines below
/// <root>/<endpoint>/<model>-<version>/yyyy/mm/dd/hh/<id>.jsonl, as SageMaker's data capture does. One thread writes in
/// batches, a tenth of a second behind; every start of the program writes new files, so that a line torn by a crash is
/// never continued. Thread-safe.
class CaptureWriter {
public:
    explicit CaptureWriter(std::filesystem::path root);
    ~CaptureWriter(); ///< after all is written

    /// Waits while more than 64 MB are on their way to the disk.
    void add(CaptureRecord record);
    /// Everything added so far is on disk after Ok; else the first failure since the last flush.
    Status flush();
    /// Records that could not be written since the start.
    std::int64_t lost() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// "census-income-2": the folder of a variant; the version follows the last dash.
std::string captureFolderName(std::string_view model, int version);

/// One line of a capture file, with the line break.
std::string captureLine(const CaptureRecord& record);

} // namespace slipway::deploy
