#pragma once

#include "ui/label/annotation_view.h"

class QPlainTextEdit;

namespace slipway::ui {

class KeyValueList;
class TextLabel;

/// An item without an editor: its text or where its file lies, how many regions its answer has, and what can be done
/// with such a project from here. Classes and questions beside it can be answered.
class FactsView : public AnnotationView {
    Q_OBJECT
public:
    explicit FactsView(label::Medium medium, QWidget* parent = nullptr);

    using QWidget::show;
    void show(const label::Project& project, const label::Task& task, const std::filesystem::path& file,
        const label::Annotation& annotation) override;
    void clear() override;
    void prefetch(const std::vector<std::filesystem::path>&) override {}
    void annotationChanged(const label::Edit& edit) override;
    void setSuggestions(const std::vector<label::Prediction>&) override {}
    std::vector<LabelTool> tools() const override { return {}; }
    void setTool(LabelTool) override {}
    LabelTool tool() const override { return LabelTool::Select; }
    void setActiveLabel(const QString&) override {}
    QStringList selection() const override { return m_selection; }
    void select(const QStringList& ids) override;
    void scrollTo(const QString&) override {}
    bool trigger(const QString&) override { return false; }

private:
    void showFacts();
    const label::Annotation* m_annotation = nullptr;
    QStringList m_selection;
    QString m_file;
    KeyValueList* m_facts;
    QPlainTextEdit* m_text;
};

} // namespace slipway::ui
