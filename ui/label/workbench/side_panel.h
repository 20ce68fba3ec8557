#pragma once

#include <QFrame>
#include <set>

#include "ui/label/key_set.h"
#include "ui/label/label_controller.h"

class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace slipway::ui {

class AttributeForm;
class ElidedLabel;
class ItemClassForm;
class KeyValueList;
class LabelList;
class RegionList;
class SectionHeader;
class SuggestionBox;
class SuggestionList;
class TextLabel;

/// The right column of the labeling page, 288 wide: review, labels, classes and questions of the item, regions, what
/// is selected, relations, history of a shape. Asks for edits like the view does.
class SidePanel : public QFrame {
    Q_OBJECT
public:
    SidePanel(AppContext& app, LabelController& controller, QWidget* parent = nullptr);
    void setProject(const KeySet& keys);
    /// Somebody changed it: what did not change here stays as it is, half-written notes too.
    void projectChanged(const KeySet& keys);
    void showTask();
    void leaveTask(); ///< its annotation goes: nothing points at it any more
    /// What is being typed becomes an answer, before the item goes.
    void commit();
    void annotationChanged(const label::Edit& edit);
    /// Follows the view.
    void setSelection(const QStringList& ids);
    void setActiveLabel(const QString& label);
    void chooseDigit(int number);
    void focusLabelSearch();
    void focusReviewNote();
    LabelList* labels() const { return m_labels; }
    QString reviewNote() const;
    void showSuggestions(const SuggestionList& suggestions);
    SuggestionBox* suggestions() const { return m_suggestions; }
    /// Of the video, on the screen: tracks say there what changes over time.
    void setFrame(std::int64_t frame);

signals:
    void labelChosen(const QString& label);
    void selected(const QStringList& ids);
    void editWanted(const slipway::label::Edit& edit);
    void actionWanted(const QString& action); ///< of key_set.h, for what is selected
    void left();                              ///< back to the item
    /// What a track says of itself from the frame on the screen on.
    void frameAttributeWanted(const QString& region, const std::string& name, const std::string& value);

private:
    QWidget* addSection(const QString& title, QWidget* content, SectionHeader** header = nullptr);
    void buildReview();
    void showParts();
    void showReview();
    void showItem();
    void showSelected();
    void showAttributes();
    void showRelations();
    void showHistory();
    void changeRegions(const QString& name, const QStringList& ids, const std::function<void(label::Region&)>& change);
    void answerRegion(const QString& subject, const QString& name, const label::AttributeValue& value);
    void answerItem(const QString& name, const label::AttributeValue& value);
    void removeRelation(std::size_t place);
    void renameRelation(std::size_t place, const QString& name);
    const label::Region* onlySelected() const;

    AppContext& m_app;
    LabelController& m_controller;
    QStringList m_selection;
    QVBoxLayout* m_column;
    SuggestionBox* m_suggestions;
    SectionHeader* m_suggestionHeader;
    std::int64_t m_frame = -1;
    std::int64_t m_shownProject = 0;
    label::LabelSet m_shownLabels;
    std::set<std::string> m_overTime; ///< attributes of the selected that change over time
    QWidget *m_suggestionSection, *m_review, *m_labelSection, *m_classSection, *m_questionSection, *m_regionSection,
        *m_detailSection, *m_relationSection, *m_historySection;
    SectionHeader *m_regionHeader, *m_detailHeader;
    TextLabel *m_reviewText, *m_noLabels;
    QPlainTextEdit* m_note;
    QPushButton *m_sendBack, *m_fix;
    LabelList* m_labels;
    ItemClassForm* m_classes;
    AttributeForm *m_questions, *m_attributes;
    RegionList* m_regions;
    KeyValueList* m_facts;
    QVBoxLayout *m_relations, *m_history;
};

} // namespace slipway::ui
