#include "ui/label/text/text_loader.h"

#include <algorithm>

#include "core/base/file.h"

namespace slipway::ui {

namespace {

constexpr int kUrgent = 1, kAhead = 0;

Result<std::shared_ptr<const TextDocument>> readDocument(const std::filesystem::path& file) {
    SLIPWAY_ASSIGN(std::string bytes, readFile(file, TextDocument::kMostBytes + 3)); // and a mark in front
    return TextDocument::make(std::move(bytes), file.string(), true);
}

} // namespace

TextLoader::TextLoader(QObject* parent) : QObject(parent) {
    m_pool.setMaxThreadCount(1);
}

TextLoader::~TextLoader() {
    m_pool.clear();
    m_pool.waitForDone();
}

void TextLoader::load(const std::filesystem::path& file) {
    ++m_wanted;
    m_current = file;
    if (const auto known = m_documents.find(file); known != m_documents.end())
        loaded(known->second);
    else
        start(file, kUrgent);
}

void TextLoader::loadText(std::string utf8, const std::string& name) {
    const quint64 wanted = ++m_wanted;
    m_current.clear();
    if (utf8.size() <= kShort) {
        tell(TextDocument::make(std::move(utf8), name, false));
        return;
    }
    m_pool.start(
        [this, wanted, name, text = std::move(utf8)]() mutable {
            auto made = TextDocument::make(std::move(text), name, false);
            QMetaObject::invokeMethod(
                this,
                [this, wanted, made = std::move(made)] {
                    if (wanted == m_wanted) tell(made);
                },
                Qt::QueuedConnection);
        },
        kUrgent);
}

void TextLoader::prefetch(const std::vector<std::filesystem::path>& files) {
    m_next.assign(files.begin(), files.begin() + std::min<std::ptrdiff_t>(std::ssize(files), kMostKept - 1));
    std::erase_if(m_documents, [this](const auto& entry) {
        return entry.first != m_current && std::ranges::find(m_next, entry.first) == m_next.end();
    });
    for (const auto& file : m_next)
        if (!file.empty() && !m_documents.contains(file)) start(file, kAhead);
}

void TextLoader::forget() {
    ++m_wanted;
    m_current.clear();
}

void TextLoader::start(const std::filesystem::path& file, int priority) {
    // One that is waiting in the queue as well is read twice rather than late.
    if (priority == kAhead && std::ranges::find(m_running, file) != m_running.end()) return;
    m_running.push_back(file);
    m_pool.start(
        [this, file] {
            auto made = readDocument(file);
            QMetaObject::invokeMethod(
                this, [this, file, made = std::move(made)] { arrived(file, made); }, Qt::QueuedConnection);
        },
        priority);
}

void TextLoader::arrived(const std::filesystem::path& file, const Made& made) {
    if (file.empty()) return; // none is what a text without a file has as its current one
    if (const auto running = std::ranges::find(m_running, file); running != m_running.end()) m_running.erase(running);
    const bool first = !m_documents.contains(file);
    if (made && (file == m_current || std::ranges::find(m_next, file) != m_next.end())) m_documents[file] = *made;
    if (file == m_current && first) tell(made);
}

void TextLoader::tell(const Made& made) {
    if (made)
        loaded(*made);
    else
        failed(made.error());
}

} // namespace slipway::ui
