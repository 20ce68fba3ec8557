#pragma once

#include <QWidget>
#include <map>
#include <vector>

#include "core/deploy/deploy_service.h"
#include "ui/deploy/endpoint_facts.h"

class QVBoxLayout;

namespace slipway::ui {

class EndpointCard;
class SectionHeader;
class TextLabel;

/// One stage with a card per endpoint. Cards are kept and updated, so that a poll neither flickers nor moves focus.
class StageColumn : public QWidget {
    Q_OBJECT
public:
    explicit StageColumn(const deploy::Stage& stage, QWidget* parent = nullptr);
    void setEndpoints(const std::vector<EndpointView>& endpoints); ///< of this stage are shown
    void setSelected(const std::string& endpoint);

signals:
    void chosen(const QString& endpoint);
    void rollbackRequested(const QString& endpoint, const QString& target);
    void copyRequested(const QString& url);

private:
    EndpointCard* cardFor(const EndpointView& view);

    deploy::Stage m_stage;
    SectionHeader* m_title;
    QVBoxLayout* m_layout;
    TextLabel* m_none;
    std::map<std::string, EndpointCard*> m_cards;
};

} // namespace slipway::ui
