#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <algorithm>

/// How long the GUI thread did not come back to its event loop, looked at every 2 ms.
class StallWatch : public QObject {
public:
    StallWatch() {
        m_clock.start();
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, &StallWatch::look);
        m_timer.start(kPeriodMs);
    }
    double worstMs() const { return m_worst; }
    int over50Ms() const { return m_over50; }

private:
    static constexpr int kPeriodMs = 2;
    void look() {
        const double stall = static_cast<double>(m_clock.nsecsElapsed()) / 1e6 - kPeriodMs;
        m_worst = std::max(m_worst, stall);
        m_over50 += stall > 50;
        m_clock.restart();
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_worst = 0;
    int m_over50 = 0;
};
