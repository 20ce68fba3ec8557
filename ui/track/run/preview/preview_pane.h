#pragma once

#include "ui/shell/app_context.h"
#include "ui/track/run/preview/preview.h"
#include "ui/track/run/preview/table_rows.h"

class QPushButton;
class QStackedWidget;
class QToolButton;
class QTreeView;
class QVBoxLayout;

namespace slipway::ui {

class CodeView;
class DataTable;
class ElidedLabel;
class JsonModel;
class KeyValueList;
class ListTableModel;
class MarkdownView;
class PictureView;
class TextLabel;

/// Shows one file: its name with what can be done with it, and what is in it. Reads in a job; the newest wish wins.
class PreviewPane : public QWidget {
    Q_OBJECT
public:
    explicit PreviewPane(AppContext& app, QWidget* parent = nullptr);

    /// `path` is that of the artifact inside the run.
    void open(const QString& run, const QString& path);
    void showFolder(const QString& path, const std::vector<std::pair<QString, QString>>& facts);
    void clear(const QString& title, const QString& sentence);
    QString path() const { return m_path; }
    void setActions(QWidget* actions); ///< at the right of the name

private:
    QWidget* makeJsonPage();
    QWidget* makeTablePage();
    QWidget* makePicturePage();
    QWidget* makeFactsPage();
    void read(int pictureSide, bool samePicture);
    struct Read {
        Preview preview;
        TableRows table;
    };
    void showPreview(Read read, bool samePicture);
    void showTable(Read& read);
    void showFacts(const std::vector<std::pair<QString, QString>>& facts, const QString& sentence);
    void showNote(const QString& note);

    AppContext& m_app;
    QString m_run, m_path;
    QVBoxLayout* m_column;
    QWidget* m_head;
    ElidedLabel* m_name;
    TextLabel* m_about;
    TextLabel* m_note;
    QStackedWidget* m_stack;
    QWidget* m_empty = nullptr;
    CodeView* m_text;
    MarkdownView* m_markdown;
    QTreeView* m_tree;
    JsonModel* m_json;
    CodeView* m_source;
    QStackedWidget* m_jsonStack;
    DataTable* m_table;
    ListTableModel* m_rows;
    PictureView* m_picture;
    TextLabel* m_zoom;
    KeyValueList* m_facts;
    TextLabel* m_factsText;
    enum Page { EmptyPage, TextPage, MarkdownPage, JsonPage, TablePage, PicturePage, FactsPage };
};

} // namespace slipway::ui
