#pragma once

// For core/label only: what is done to annotations from files before they are stored.
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/label/corpus.h"
#include "core/label/project.h"
#include "core/store/database.h"

namespace slipway::label {

/// Classes of regions and of items, questions and what the file said besides that `labels` does not have yet. True when
/// something came.
bool mergeLabels(const LabelSet& from, LabelSet& labels);
/// Classes for all labels that the annotation uses: of regions, and of whole items.
bool addUsedLabels(const Annotation& annotation, LabelSet& labels);

/// Ids of regions become unique and storable, relations follow them, scores and times become sane: what is stored can
/// be read back.
void makeStorable(Annotation& annotation);

/// The same file again must meet the annotations that it made: an id from what the annotation is about.
std::string importedId(
    const Project& project, std::string_view itemKey, const Annotation& annotation, std::size_t place);

/// An absolute path, or one with "..".
bool leavesItsRoot(const std::string& path);

/// How sure a prediction is not: 1 − its score, or that of its least certain part.
std::optional<double> uncertaintyOf(const Prediction& prediction);

/// Finds the project's item that a label file means: the file that its path leads to from one of the folders or from
/// the project's root, else the one path that ends with the other.
class ItemFinder {
public:
    ItemFinder(store::Database& db, const Project& project, const std::vector<std::filesystem::path>& folders);
    /// Sets the item's path to the task's. False: the project has no such item; when a file lies where the path leads
    /// to without leaving a folder, it is now that file's.
    Result<bool> find(Item& item);

private:
    Status readNames();
    Result<bool> has(const std::string& key);
    /// As the project names files: below its root from there, else absolute.
    std::string keyOfFile(const std::filesystem::path& file) const;
    void takeFileOf(Item& item) const;

    store::Database& m_db;
    const Project& m_project;
    std::vector<std::filesystem::path> m_folders; ///< absolute; each also as it is called without links
    bool m_read = false;
    std::unordered_multimap<std::string, std::string> m_byName; ///< last part of a path, whole path
};

} // namespace slipway::label
