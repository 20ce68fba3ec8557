#include <QTest>

#include "core/base/json.h"
#include "core/net/router.h"

using namespace slipway;
using namespace slipway::net;

namespace {

Response ask(const Router& router, const std::string& method, const std::string& target) {
    Request request;
    request.method = method;
    request.target = target;
    return router.handle(request);
}

Handler saying(const std::string& name) {
    return [name](const Request& request) {
        std::string text = name;
        for (const auto& [key, value] : request.parameters) text += " " + key + "=" + value;
        return Response::text(200, text);
    };
}

} // namespace

class TestRouter : public QObject {
    Q_OBJECT
private slots:
    void literalsWinOverParametersAndRests() {
        Router router;
        router.add("GET", "/files/{path...}", saying("rest"));
        router.add("GET", "/files/{name}", saying("one"));
        router.add("GET", "/files/index", saying("literal"));
        QCOMPARE(ask(router, "GET", "/files/index").body, std::string("literal"));
        QCOMPARE(ask(router, "GET", "/files/other").body, std::string("one name=other"));
        QCOMPARE(ask(router, "GET", "/files/a/b%20c").body, std::string("rest path=a/b c"));
    }
    void encodedSlashStaysInsideItsPart() {
        Router router;
        router.add("GET", "/models/{name}/versions", saying("versions"));
        QCOMPARE(ask(router, "GET", "/models/a%2Fb/versions?x=/y").body, std::string("versions name=a/b"));
    }
    void emptyParameterIsNotFound() {
        Router router;
        router.add("GET", "/models/{name}", saying("model"));
        QCOMPARE(ask(router, "GET", "/models/").status, 404);
    }
    void unknownPathIsNotFoundAndSaysWhich() {
        Router router;
        const auto response = ask(router, "GET", "/nowhere\x01");
        QCOMPARE(response.status, 404);
        const auto json = parseJson(response.body, "answer");
        QVERIFY(json);
        QCOMPARE(textOr((*json)["error"], "code"), std::string("not_found"));
        QVERIFY(response.body.find("/nowhere\\\\x01") != std::string::npos);
    }
    void wrongMethodNamesTheRightOnes() {
        Router router;
        router.add("GET", "/a", saying("get"));
        router.add("POST", "/a", saying("post"));
        const auto response = ask(router, "DELETE", "/a");
        QCOMPARE(response.status, 405);
        QCOMPARE(response.headers.at("Allow"), std::string("GET, POST"));
    }
    void headIsTakenByGet() {
        Router router;
        router.add("GET", "/a", saying("get"));
        QCOMPARE(ask(router, "HEAD", "/a").status, 200);
    }
    void everyErrorCodeHasAStatus() {
        const std::vector<std::pair<ErrorCode, int>> expected{{ErrorCode::InvalidArgument, 400},
            {ErrorCode::BadData, 400}, {ErrorCode::PermissionDenied, 403}, {ErrorCode::NotFound, 404},
            {ErrorCode::AlreadyExists, 409}, {ErrorCode::FailedPrecondition, 409}, {ErrorCode::CheckNotMet, 409},
            {ErrorCode::Unavailable, 503}, {ErrorCode::DiskFull, 507}, {ErrorCode::Internal, 500}};
        for (const auto& [code, status] : expected) QCOMPARE(errorResponse({code, "m", "h"}).status, status);
    }
};

QTEST_GUILESS_MAIN(TestRouter)
#include "tst_router.moc"
