<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
    <context>
        <name>ui::ContextMeter</name>
        <message numerus="yes">
            <source>The model does not read the first %n messages any more.</source>
            <translation>
                <numerusform>The model does not read the first message any more.</numerusform>
                <numerusform>The model does not read the first %n messages any more.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ui::ConversationsPage</name>
        <message numerus="yes">
            <source>%n conversations</source>
            <translation>
                <numerusform>%n conversation</numerusform>
                <numerusform>%n conversations</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n messages</source>
            <translation>
                <numerusform>%n message</numerusform>
                <numerusform>%n messages</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Import the %n that are here already too</source>
            <translation>
                <numerusform>Import the one that is here already too</numerusform>
                <numerusform>Import the %n that are here already too</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ui::SearchDialog</name>
        <message numerus="yes">
            <source>%n versions</source>
            <translation>
                <numerusform>%n version</numerusform>
                <numerusform>%n versions</numerusform>
            </translation>
        </message>
    </context>
</TS>
