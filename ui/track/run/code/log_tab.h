#pragma once

#include "ui/shell/app_context.h"
#include "ui/track/run/run_tab.h"

class QCheckBox;

namespace slipway::ui {

class CodeView;
class SearchBox;
class TextLabel;

/// What the program wrote, followed while it runs: the last megabyte, and what comes from then on.
class LogTab : public RunTab {
    Q_OBJECT
public:
    explicit LogTab(AppContext& app, QWidget* parent = nullptr);
    void setFacts(std::shared_ptr<const RunFacts> facts) override;
    void reload() override;
    QWidget* searchField() const override;

    static constexpr std::int64_t kTail = 1 << 20;
    static constexpr int kMostLines = 200'000; ///< older ones go while it is followed

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    struct Part {
        QString text;
        std::int64_t end = 0; ///< of the file, where the next part begins
        bool whole = false;   ///< not a continuation: replaces what is shown
        bool cut = false;     ///< something is in front of it
    };
    static Result<Part> readPart(const std::filesystem::path& file, std::int64_t from);
    void accept(const Part& part);
    void findNext(bool backwards);

    AppContext& m_app;
    std::string m_run;
    std::int64_t m_end = -1; ///< how far the file was read
    bool m_reading = false;
    SearchBox* m_search;
    QCheckBox* m_follow;
    TextLabel* m_note;
    CodeView* m_view;
};

} // namespace slipway::ui
