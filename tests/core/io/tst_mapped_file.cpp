// Mapped files, and what happens when the bytes go away under them.
#include "core/io/mapped_file.h"
#include "core/io/read_file.h"
#include "tests/support/gguf_builder.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <numeric>
#include <thread>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace {

unsigned sum(std::span<const std::byte> bytes)
{
    return std::accumulate(bytes.begin(), bytes.end(), 0U, [](unsigned total, std::byte byte) {
        return total + std::to_integer<unsigned>(byte);
    });
}

// Runs act in a child process and gives its wait status.
template <class Act>
int inChild(Act act)
{
    const pid_t child = fork();
    if (child == 0) {
        act();
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

} // namespace

class MappedFileTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.isValid()); }
    void otherFaultsReachThePreviousHandler(); // first: nothing is mapped yet
    void mapsTheWholeFile();
    void releasesMemory();
    void emptyFile();
    void moves();
    void refuses_data();
    void refuses();
    void survivesTruncation();
    void survivesTruncationOnManyThreads();
    void otherFilesStayWhole();
    void slotsAreGivenBack();
    void readFileIsBounded();

private:
    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

    QTemporaryDir m_folder;
};

void MappedFileTest::otherFaultsReachThePreviousHandler()
{
    QVERIFY(tests::writeFile(path("guarded"), "x"));
    QVERIFY(tests::writeFile(path("unguarded"), "x"));
    const int status = inChild([this] {
        alarm(10);
        std::signal(SIGBUS, [](int) { _exit(42); });
        const auto guarded = core::MappedFile::open(path("guarded"));
        const int file = open(path("unguarded").c_str(), O_RDONLY);
        const void* unguarded = mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, file, 0);
        fs::resize_file(path("unguarded"), 0);
        const int byte = *static_cast<const volatile unsigned char*>(unguarded);
        _exit(guarded ? byte : 1);
    });
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 42);
}

void MappedFileTest::mapsTheWholeFile()
{
    QVERIFY(tests::writeFile(path("a"), std::string(10000, '\1')));
    const auto file = core::MappedFile::open(path("a"));
    QVERIFY(file);
    QCOMPARE(file->bytes().size(), std::size_t{10000});
    QCOMPARE(sum(file->bytes()), 10000U);
    QVERIFY(!file->damaged());
}

// Bytes of this process that are in memory.
std::size_t residentBytes()
{
    QFile file("/proc/self/statm");
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toULongLong() *
           static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

void MappedFileTest::releasesMemory()
{
    constexpr std::size_t kSize = std::size_t{32} << 20;
    QVERIFY(tests::writeFile(path("a"), std::string(kSize, '\1')));
    const auto file = core::MappedFile::open(path("a"));
    QVERIFY(file);
    QCOMPARE(sum(file->bytes()), unsigned(kSize));
    const std::size_t before = residentBytes();
    file->release(file->bytes().subspan(100)); // the first page stays
    QVERIFY(before - residentBytes() > kSize / 2);
    QCOMPARE(sum(file->bytes()), unsigned(kSize));
    QVERIFY(!file->damaged());
    file->release({}); // nothing, and nothing happens
}

void MappedFileTest::emptyFile()
{
    QVERIFY(tests::writeFile(path("empty"), ""));
    const auto file = core::MappedFile::open(path("empty"));
    QVERIFY(file);
    QVERIFY(file->bytes().empty());
    QVERIFY(!file->damaged());
}

void MappedFileTest::moves()
{
    QVERIFY(tests::writeFile(path("a"), "one"));
    QVERIFY(tests::writeFile(path("b"), "three"));
    auto a = core::MappedFile::open(path("a"));
    auto b = core::MappedFile::open(path("b"));
    QVERIFY(a && b);
    *a = std::move(*b);
    QCOMPARE(a->bytes().size(), std::size_t{5});
    QVERIFY(b->bytes().empty());
}

void MappedFileTest::refuses_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("fragment");
    const auto at = [this](const char* name) {
        return QString::fromStdString(path(name).string());
    };
    QTest::newRow("missing") << at("missing") << int(core::ErrorCode::NotFound) << "No such file";
    QTest::newRow("folder") << m_folder.path() << int(core::ErrorCode::Io) << "is a folder";
    QTest::newRow("device") << "/dev/zero" << int(core::ErrorCode::Io) << "device";
    mkfifo(path("pipe").c_str(), 0600);
    QTest::newRow("pipe") << at("pipe") << int(core::ErrorCode::Io) << "pipe";
    std::error_code ignored;
    fs::create_symlink("loop", path("loop"), ignored);
    QTest::newRow("symlink loop") << at("loop") << int(core::ErrorCode::Io) << "symbolic links";
    tests::writeFile(path("secret"), "x");
    chmod(path("secret").c_str(), 0);
    QTest::newRow("no permission")
        << at("secret") << int(core::ErrorCode::Io) << "Permission denied";
}

void MappedFileTest::refuses()
{
    QFETCH(QString, name);
    QFETCH(int, code);
    QFETCH(QString, fragment);
    if (fragment == "Permission denied" && geteuid() == 0)
        QSKIP("the superuser may read every file");
    QElapsedTimer timer;
    timer.start();
    const auto file = core::MappedFile::open(name.toStdString());
    QVERIFY(timer.elapsed() < 1000);
    QVERIFY(!file);
    QCOMPARE(int(file.error().code), code);
    QVERIFY2(file.error().message.find(fragment.toStdString()) != std::string::npos,
             file.error().message.c_str());
    QVERIFY(file.error().message.find(name.toStdString()) != std::string::npos);
}

void MappedFileTest::survivesTruncation()
{
    QVERIFY(tests::writeFile(path("cut"), std::string(1 << 20, '\1')));
    const auto file = core::MappedFile::open(path("cut"));
    QVERIFY(file);
    QCOMPARE(sum(file->bytes()), 1U << 20);
    fs::resize_file(path("cut"), 8192);
    QCOMPARE(sum(file->bytes().first(8192)), 8192U);
    QVERIFY(!file->damaged());
    QCOMPARE(sum(file->bytes()), 8192U);
    QVERIFY(file->damaged());
    // The file growing back does not make the lost bytes true again.
    fs::resize_file(path("cut"), 1 << 20);
    QVERIFY(file->damaged());
}

void MappedFileTest::survivesTruncationOnManyThreads()
{
    QVERIFY(tests::writeFile(path("cut"), std::string(1 << 20, '\1')));
    const auto file = core::MappedFile::open(path("cut"));
    QVERIFY(file);
    fs::resize_file(path("cut"), 0);
    std::array<unsigned, 4> sums = {1, 1, 1, 1};
    {
        std::vector<std::jthread> threads;
        for (unsigned& result : sums)
            threads.emplace_back([&] { result = sum(file->bytes()); });
    }
    QCOMPARE(sums, (std::array<unsigned, 4>{}));
    QVERIFY(file->damaged());
}

void MappedFileTest::otherFilesStayWhole()
{
    QVERIFY(tests::writeFile(path("cut"), std::string(1 << 16, '\1')));
    QVERIFY(tests::writeFile(path("whole"), std::string(1 << 16, '\1')));
    const auto cut = core::MappedFile::open(path("cut"));
    const auto whole = core::MappedFile::open(path("whole"));
    QVERIFY(cut && whole);
    fs::resize_file(path("cut"), 0);
    QCOMPARE(sum(cut->bytes()), 0U);
    QCOMPARE(sum(whole->bytes()), 1U << 16);
    QVERIFY(cut->damaged());
    QVERIFY(!whole->damaged());
}

void MappedFileTest::slotsAreGivenBack()
{
    QVERIFY(tests::writeFile(path("a"), "x"));
    for (std::size_t i = 0; i < 3 * core::MapGuard::kMostRanges; ++i)
        QVERIFY(core::MappedFile::open(path("a")));
    std::vector<core::MappedFile> files;
    while (files.size() <= core::MapGuard::kMostRanges) {
        auto file = core::MappedFile::open(path("a"));
        if (!file) {
            QCOMPARE(file.error().code, core::ErrorCode::Limit);
            break;
        }
        files.push_back(std::move(*file));
    }
    QCOMPARE(files.size(), core::MapGuard::kMostRanges);
    files.pop_back();
    QVERIFY(core::MappedFile::open(path("a")));
}

void MappedFileTest::readFileIsBounded()
{
    QVERIFY(tests::writeFile(path("a"), "four"));
    QCOMPARE(core::readFile(path("a"), 4).value(), std::string("four"));
    const auto tooLarge = core::readFile(path("a"), 3);
    QVERIFY(!tooLarge);
    QCOMPARE(tooLarge.error().code, core::ErrorCode::Limit);
    QVERIFY(tooLarge.error().message.find("expected at most 3 bytes, found 4") !=
            std::string::npos);
}

QTEST_APPLESS_MAIN(MappedFileTest)
#include "tst_mapped_file.moc"
