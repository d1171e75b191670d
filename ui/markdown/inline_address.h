// Addresses in inline Markdown, and how long they are where they stand. Pure.
#pragma once

#include <QString>

namespace ui::markdown {

// Where linkTarget() allows the target.
struct FoundAddress
{
    QString shown;
    QString target;
    qsizetype length = 0; // 0: there is none
};

FoundAddress autolinkAt(QStringView text);    // "<https://a.b>" or "<a@b.c>", from "<" on
FoundAddress bareAddressAt(QStringView text); // "https://a.b" or "www.a.b", which leads to http

// Where a link leads, "<a> 'title'", with the blanks around it. The title is not shown.
struct Destination
{
    QString address;
    qsizetype end = 0; // behind the text or kLongestDestination: it does not end there
};

constexpr int kLongestDestination = 2048;

Destination destinationAt(QStringView text);

} // namespace ui::markdown
