#include <QTest>

#include "core/net/http_message.h"

using namespace slipway::net;

class TestHttpMessage : public QObject {
    Q_OBJECT
private slots:
    void headersAreFoundInAnyCase() {
        Request request;
        request.headers["Content-Type"] = "text/csv";
        QCOMPARE(request.header("content-TYPE"), std::string_view("text/csv"));
        QCOMPARE(request.header("Content"), std::string_view());
    }
    void encodingRoundTripsEveryByte() {
        std::string all;
        for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
        QCOMPARE(urlDecode(urlEncode(all)), all);
        QCOMPARE(urlEncode("a b/ü"), std::string("a%20b%2F%C3%BC"));
    }
    void brokenEscapesStayAsTheyAre() {
        QCOMPARE(urlDecode("%"), std::string("%"));
        QCOMPARE(urlDecode("%4"), std::string("%4"));
        QCOMPARE(urlDecode("%zz%41"), std::string("%zzA"));
    }
    void plusIsABlankOnlyInQueries() {
        QCOMPARE(urlDecode("a+b"), std::string("a+b"));
        QCOMPARE(urlDecode("a+b", true), std::string("a b"));
    }
};

QTEST_GUILESS_MAIN(TestHttpMessage)
#include "tst_http_message.moc"
