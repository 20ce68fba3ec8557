#pragma once

#include <QScrollArea>

#include "core/data/dataset.h"
#include "core/label/label_service.h"
#include "ui/shell/app_context.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QTextBrowser;

namespace slipway::ui {

class LabelSetEditor;
class TextLabel;

/// Where a person makes a project, or changes labels, instructions and order of one.
class NewProjectPage : public QScrollArea {
    Q_OBJECT
public:
    explicit NewProjectPage(AppContext& app, QWidget* parent = nullptr);
    /// With files or folders that were dropped.
    void startNew(const QStringList& files = {});
    void startEdit(const label::Project& project);

signals:
    /// The project is there; its items are added by the page that hears this.
    void created(const QString& project, const QStringList& files, const QString& dataset, const QString& column);
    void projectChanged(const QString& project);
    void cancelled();

private:
    void addFiles(const QStringList& files);
    QWidget* makeInstructions();
    void readDatasets();
    void showColumns();
    void save();
    void showSource();
    void submit();
    bool validate();
    void fail(const Error& error);
    AppContext& m_app;
    std::optional<label::Project> m_project; ///< whose labels are edited
    QStringList m_files;
    QLineEdit* m_name;
    QComboBox *m_medium, *m_dataset, *m_column, *m_order;
    QPlainTextEdit* m_instructions;
    QCheckBox* m_preview;
    QTextBrowser* m_shown;
    std::vector<data::DatasetVersion> m_datasets;
    LabelSetEditor* m_labels;
    TextLabel *m_title, *m_nameError, *m_source, *m_datasetNote, *m_error;
    QSpinBox* m_overlap;
    QCheckBox* m_reviewed;
    QPushButton* m_submit;
    QWidget *m_basics, *m_items, *m_people;
};

} // namespace slipway::ui
