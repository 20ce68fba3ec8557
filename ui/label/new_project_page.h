#pragma once

#include <QScrollArea>

#include "core/label/label_service.h"
#include "ui/shell/app_context.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace slipway::ui {

class LabelSetEditor;
class TextLabel;

/// Where a person makes a project, or changes the labels of one.
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
    void labelsChanged(const QString& project);
    void cancelled();

private:
    void addFiles(const QStringList& files);
    void showSource();
    void submit();
    bool validate();
    void fail(const Error& error);
    AppContext& m_app;
    std::optional<label::Project> m_project; ///< whose labels are edited
    QStringList m_files;
    QLineEdit *m_name, *m_dataset, *m_column;
    QComboBox* m_medium;
    LabelSetEditor* m_labels;
    TextLabel *m_title, *m_nameError, *m_source, *m_error;
    QSpinBox* m_overlap;
    QCheckBox* m_reviewed;
    QPushButton* m_submit;
    QWidget *m_basics, *m_items;
};

} // namespace slipway::ui
