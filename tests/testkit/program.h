#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QProcess>
#include <QStringList>

namespace slipway::testkit {

/// What one run of the `slipway` program did.
struct ProgramRun {
    int exitCode = -1; ///< -1: it did not end normally
    QByteArray output, errors;
    QJsonDocument json() const { return QJsonDocument::fromJson(output); }
};

/// Runs build/…/bin/slipway with these arguments; `input` goes to its standard input. Aborted after `timeoutMs`.
ProgramRun runSlipway(const QStringList& arguments, const QByteArray& input = {}, int timeoutMs = 120000);

/// Prepared but not started, for tests that kill it. It gets a process group of its own.
void prepareSlipway(QProcess& process, const QStringList& arguments);

/// The program that these run.
QString slipwayProgram();

/// The source tree's file, e.g. "resources/sample/adult-train.csv.gz".
QString sourceFile(const QString& relative);

} // namespace slipway::testkit
