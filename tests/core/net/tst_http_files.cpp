#include <filesystem>
#include <fstream>
#include <iterator>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/net/http_client.h"
#include "core/net/http_server.h"
#include "tests/core/net/raw_client.h"

using namespace slipway;
using namespace slipway::net;
using testkit::answerTo;

namespace {

std::shared_ptr<const Router> routes() {
    auto router = std::make_shared<Router>();
    router->add("POST", "/echo", [](const Request& request) { return Response::text(200, request.body); });
    router->add(
        "PUT", "/files/{path...}",
        [](const Request& request) {
            std::ifstream file(request.bodyFile, std::ios::binary);
            std::string bytes((std::istreambuf_iterator<char>(file)), {});
            return Response::text(200, request.parameters.at("path") + " " + std::to_string(bytes.size()) + " " +
                                           sha256Hex(bytes) + " " + request.bodyFile.string());
        },
        BodyTo::File);
    router->add("GET", "/files/{path...}", [](const Request& request) {
        Response response;
        response.headers["Content-Type"] = "application/octet-stream";
        response.file = request.queryValue("from");
        return response;
    });
    return router;
}

HttpServer startServer(const ServerOptions& options = {}) {
    return testkit::startServer(options, routes());
}

} // namespace

/// Bodies that go to a file, and files as answers.
class TestHttpFiles : public QObject {
    Q_OBJECT
private slots:
    void bodiesOfFileRoutesComeAsFilesThatAreRemovedAfterwards() {
        QTemporaryDir folder;
        ServerOptions options;
        options.maxBody = 1000;
        options.bodyFolder = folder.path().toStdString();
        const auto server = startServer(options);
        std::string bytes(3'000'001, 'x');
        for (std::size_t i = 0; i < bytes.size(); i += 97) bytes[i] = static_cast<char>(i);
        HttpClient client;
        for (const auto& body : {bytes, std::string("a"), std::string()}) {
            const auto answer = client.send("PUT", server.url() + "/files/a/b%2Fc", body);
            QVERIFY(answer);
            QCOMPARE(answer->status, 200);
            QVERIFY(answer->body.starts_with("a/b/c " + std::to_string(body.size()) + " " + sha256Hex(body) + " "));
        }
        QVERIFY(std::filesystem::is_empty(folder.path().toStdString()));
        const auto refused = client.send("POST", server.url() + "/echo", bytes);
        QVERIFY(refused);
        QCOMPARE(refused->status, 413);
    }
    void chunkedBodiesOfFileRoutesMayBeEmpty() {
        QTemporaryDir folder;
        ServerOptions options;
        options.bodyFolder = folder.path().toStdString();
        const auto server = startServer(options);
        const auto head = "PUT /files/e HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
                          "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        QVERIFY(answerTo(server.port(), head + "0\r\n\r\n").find("\r\n\r\ne 0 ") != std::string::npos);
        const auto whole = answerTo(server.port(), head + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        QVERIFY(whole.find("e 5 " + sha256Hex("abcde")) != std::string::npos);
    }
    void fileBodyThatIsCutOffNeverReachesTheHandler() {
        QTemporaryDir folder;
        ServerOptions options;
        options.bodyFolder = folder.path().toStdString();
        const auto server = startServer(options);
        const auto answer =
            answerTo(server.port(), "PUT /files/e HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
                                        "\r\nContent-Length: 100\r\n\r\nabc");
        QVERIFY(!answer.starts_with("HTTP/1.1 200"));
        QTRY_VERIFY(std::filesystem::is_empty(folder.path().toStdString()));
    }
    void fileIsSentAsTheAnswer() {
        QTemporaryDir folder;
        const auto path = folder.filePath("big").toStdString();
        std::string bytes(2'500'003, 'y');
        for (std::size_t i = 0; i < bytes.size(); i += 89) bytes[i] = static_cast<char>(i);
        QVERIFY(writeFileAtomically(path, bytes));
        QVERIFY(writeFileAtomically(folder.filePath("empty").toStdString(), ""));
        const auto server = startServer();
        HttpClient client;
        for (int i = 0; i < 3; ++i) {
            const auto answer = client.get(server.url() + "/files/x?from=" + urlEncode(path));
            QVERIFY(answer);
            QCOMPARE(answer->status, 200);
            QVERIFY(answer->body == bytes);
        }
        const auto empty =
            client.get(server.url() + "/files/x?from=" + urlEncode(folder.filePath("empty").toStdString()));
        QVERIFY(empty && empty->status == 200 && empty->body.empty());
        const auto missing = client.get(server.url() + "/files/x?from=" + urlEncode(path + "-not"));
        QVERIFY(missing);
        QCOMPARE(missing->status, 404);
        const auto head = answerTo(server.port(), "HEAD /files/x?from=" + urlEncode(path) +
                                                      " HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
                                                      "\r\nConnection: close\r\n\r\n");
        QVERIFY(head.find("Content-Length: 2500003") != std::string::npos);
        QVERIFY(head.ends_with("\r\n\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestHttpFiles)
#include "tst_http_files.moc"
