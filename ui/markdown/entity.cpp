#include "ui/markdown/entity.h"

#include <QChar>

#include <algorithm>
#include <iterator>

namespace ui::markdown {

namespace {

constexpr qsizetype kLongest = 10; // "&#1114111;"

constexpr struct
{
    QStringView name;
    char32_t character;
} kNamed[] = {{u"amp", '&'},      {u"lt", '<'},        {u"gt", '>'},       {u"quot", '"'},
              {u"apos", '\''},    {u"nbsp", 0xa0},     {u"shy", 0xad},     {u"copy", 0xa9},
              {u"reg", 0xae},     {u"deg", 0xb0},      {u"plusmn", 0xb1},  {u"sup2", 0xb2},
              {u"sup3", 0xb3},    {u"micro", 0xb5},    {u"para", 0xb6},    {u"middot", 0xb7},
              {u"sect", 0xa7},    {u"frac12", 0xbd},   {u"times", 0xd7},   {u"divide", 0xf7},
              {u"euro", 0x20ac},  {u"pound", 0xa3},    {u"yen", 0xa5},     {u"cent", 0xa2},
              {u"ndash", 0x2013}, {u"mdash", 0x2014},  {u"lsquo", 0x2018}, {u"rsquo", 0x2019},
              {u"ldquo", 0x201c}, {u"rdquo", 0x201d},  {u"laquo", 0xab},   {u"raquo", 0xbb},
              {u"bull", 0x2022},  {u"hellip", 0x2026}, {u"trade", 0x2122}, {u"rarr", 0x2192},
              {u"larr", 0x2190},  {u"uarr", 0x2191},   {u"darr", 0x2193},  {u"harr", 0x2194},
              {u"ne", 0x2260},    {u"le", 0x2264},     {u"ge", 0x2265},    {u"infin", 0x221e},
              {u"sum", 0x2211},   {u"radic", 0x221a},  {u"pi", 0x3c0},     {u"ensp", 0x2002},
              {u"emsp", 0x2003},  {u"thinsp", 0x2009}, {u"check", 0x2713}};

char32_t byNumber(QStringView digits)
{
    const bool isHex = digits.startsWith(u'x') || digits.startsWith(u'X');
    bool isNumber = false;
    const uint number = (isHex ? digits.sliced(1) : digits).toUInt(&isNumber, isHex ? 16 : 10);
    if (!isNumber)
        return 0;
    const bool isText = number >= 0x20 && number <= 0x10ffff && !QChar::isSurrogate(number);
    return isText ? char32_t(number) : char32_t(QChar::ReplacementCharacter);
}

} // namespace

Entity entityAt(QStringView text)
{
    const qsizetype end = text.first(std::min(text.size(), kLongest)).indexOf(u';');
    if (end < 2 || text[0] != u'&')
        return {};
    const QStringView name = text.sliced(1, end - 1);
    char32_t character = 0;
    if (name[0] == u'#') {
        character = byNumber(name.sliced(1));
    } else {
        const auto* named = std::find_if(
            std::begin(kNamed), std::end(kNamed), [name](auto& each) { return each.name == name; });
        character = named != std::end(kNamed) ? named->character : 0;
    }
    return character == 0 ? Entity() : Entity{character, end + 1};
}

} // namespace ui::markdown
