#include "core/prompt/jinja/functions.h"

#include <array>

namespace core::jinja {

namespace {

constexpr std::array<std::string_view, 7> kDays{
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths{"January",
                                                   "February",
                                                   "March",
                                                   "April",
                                                   "May",
                                                   "June",
                                                   "July",
                                                   "August",
                                                   "September",
                                                   "October",
                                                   "November",
                                                   "December"};

bool isLeap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

// Days since 1 January, from 0.
int dayOfYear(const CalendarTime& time)
{
    static constexpr std::array<int, 12> kBefore{
        0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    const bool isPastLeapDay = time.month > 2 && isLeap(time.year);
    return kBefore[static_cast<std::size_t>(time.month - 1)] + time.day - 1 +
           (isPastLeapDay ? 1 : 0);
}

// 0 is Sunday.
int dayOfWeek(const CalendarTime& time)
{
    const int past = time.year - 1;
    return (1 + past + past / 4 - past / 100 + past / 400 + dayOfYear(time)) % 7;
}

void appendDirective(TextBuilder& out, char directive, bool isUnpadded, const CalendarTime& time);

void appendAll(TextBuilder& out, std::string_view directives, const CalendarTime& time)
{
    for (const char c : directives) {
        const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (isLetter)
            appendDirective(out, c, /*isUnpadded=*/false, time);
        else
            out.append(1, c);
    }
}

void appendDirective(TextBuilder& out, char directive, bool isUnpadded, const CalendarTime& time)
{
    const auto number = [&](int value, int digits) {
        out.append(fmt::format("{:0{}}", value, isUnpadded ? 1 : digits));
    };
    const auto day = static_cast<std::size_t>(dayOfWeek(time));
    const auto month = static_cast<std::size_t>(time.month - 1);
    const int hour12 = time.hour % 12 == 0 ? 12 : time.hour % 12;
    switch (directive) {
    case 'Y':
        return out.append(fmt::format("{}", time.year));
    case 'y':
        return number(time.year % 100, 2);
    case 'm':
        return number(time.month, 2);
    case 'd':
        return number(time.day, 2);
    case 'e':
        return out.append(fmt::format("{:2}", time.day));
    case 'H':
        return number(time.hour, 2);
    case 'I':
        return number(hour12, 2);
    case 'M':
        return number(time.minute, 2);
    case 'S':
        return number(time.second, 2);
    case 'f':
        return out.append("000000");
    case 'j':
        return number(dayOfYear(time) + 1, 3);
    case 'p':
        return out.append(time.hour < 12 ? "AM" : "PM");
    case 'A':
        return out.append(kDays[day]);
    case 'a':
        return out.append(kDays[day].substr(0, 3));
    case 'B':
        return out.append(kMonths[month]);
    case 'b':
    case 'h':
        return out.append(kMonths[month].substr(0, 3));
    case 'w':
        return number(static_cast<int>(day), 1);
    case 'u':
        return number(day == 0 ? 7 : static_cast<int>(day), 1);
    case 'U':
        return number((dayOfYear(time) + 7 - static_cast<int>(day)) / 7, 2);
    case 'W':
        return number((dayOfYear(time) + 7 - (static_cast<int>(day) + 6) % 7) / 7, 2);
    case 'F':
        return appendAll(out, "Y-m-d", time);
    case 'T':
    case 'X':
        return appendAll(out, "H:M:S", time);
    case 'R':
        return appendAll(out, "H:M", time);
    case 'D':
    case 'x':
        return appendAll(out, "m/d/y", time);
    case 'c':
        return appendAll(out, "a b e H:M:S Y", time);
    case 'n':
        return out.append("\n");
    case 't':
        return out.append("\t");
    case '%':
        return out.append("%");
    case 'Z':
    case 'z':
        return; // local time without a zone, as datetime.now()
    default:
        out.append("%");
        out.append(1, directive);
    }
}

} // namespace

std::string formatTime(Runtime& runtime, std::string_view format, const CalendarTime& time)
{
    TextBuilder out(runtime);
    for (std::size_t at = 0; at < format.size(); ++at) {
        if (format[at] != '%' || at + 1 >= format.size()) {
            out.append(1, format[at]);
            continue;
        }
        ++at;
        const bool isUnpadded = format[at] == '-' && at + 1 < format.size();
        at += isUnpadded ? 1 : 0;
        appendDirective(out, format[at], isUnpadded, time);
    }
    return out.take();
}

} // namespace core::jinja
