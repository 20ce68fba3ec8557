#pragma once

#include <QWidget>

#include "ui/label/key_set.h"
#include "ui/label/workbench/suggestion_list.h"

class QPushButton;
class QSlider;
class QSpinBox;
class QVBoxLayout;

namespace slipway::ui {

class TextLabel;

/// The suggestions of the open item in the side panel: the threshold below which they stay hidden, one button for all
/// at it or above, and the classes of the whole item that are suggested.
class SuggestionBox : public QWidget {
    Q_OBJECT
public:
    explicit SuggestionBox(QWidget* parent = nullptr);
    void setKeys(const KeySet& keys);
    /// `withheld`: there are classes that are not shown here, since the answer measures models.
    void show(const SuggestionList& suggestions, bool canEdit, bool withheld);

signals:
    void thresholdChanged(double threshold);
    void actionWanted(const QString& action); ///< of key_set.h
    void classAccepted(const slipway::label::ItemClass& answer);
    void classRejected(const slipway::label::ItemClass& answer);
    void rejectedWanted(); ///< back

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitText();
    void showClasses(const std::vector<SuggestionList::ClassSuggestion>& classes, bool canEdit);
    QSlider* m_slider;
    QSpinBox* m_spin;
    QPushButton *m_accept, *m_back;
    TextLabel* m_hidden;
    QVBoxLayout* m_classes;
    QString m_acceptKey;
    std::pair<QString, QString> m_acceptTexts; ///< long, short
    std::vector<label::ItemClass> m_shown;     ///< in m_classes
    bool m_shownEditable = false;
};

} // namespace slipway::ui
