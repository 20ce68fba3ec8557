#pragma once

#include <QObject>
#include <QThreadPool>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "ui/label/text/text_document.h"

namespace slipway::ui {

/// Reads documents on a thread and keeps those that are likely next. GUI thread only.
class TextLoader : public QObject {
    Q_OBJECT
public:
    explicit TextLoader(QObject* parent = nullptr);
    ~TextLoader() override; ///< waits for what is being read

    /// loaded() or failed() follows, at once for what is in memory or short.
    void load(const std::filesystem::path& file);
    void loadText(std::string utf8, const std::string& name);
    void prefetch(const std::vector<std::filesystem::path>& files);
    bool isLoaded(const std::filesystem::path& file) const { return m_documents.contains(file); }
    void forget(); ///< nothing is wanted any more

    static constexpr std::size_t kMostKept = 8;      ///< documents
    static constexpr std::size_t kShort = 64u << 10; ///< bytes that are not worth a thread

signals:
    void loaded(const std::shared_ptr<const slipway::ui::TextDocument>& document);
    void failed(const slipway::Error& error);

private:
    using Made = Result<std::shared_ptr<const TextDocument>>;
    void start(const std::filesystem::path& file, int priority);
    void arrived(const std::filesystem::path& file, const Made& made);
    void tell(const Made& made);

    std::map<std::filesystem::path, std::shared_ptr<const TextDocument>> m_documents;
    std::vector<std::filesystem::path> m_next, m_running;
    std::filesystem::path m_current;
    quint64 m_wanted = 0; ///< counts load() and forget(): answers to older questions are dropped
    QThreadPool m_pool;
};

} // namespace slipway::ui
