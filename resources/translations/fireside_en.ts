<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
    <context>
        <name>MessageText</name>
        <message numerus="yes">
            <source>%Ln tokens</source>
            <translation>
                <numerusform>%Ln token</numerusform>
                <numerusform>%Ln tokens</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Prompt: %Ln tokens, %1 of them remembered</source>
            <translation>
                <numerusform>Prompt: %Ln token, %1 of them remembered</numerusform>
                <numerusform>Prompt: %Ln tokens, %1 of them remembered</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Paused after %Ln more tokens</source>
            <translation>
                <numerusform>Paused after %Ln more token</numerusform>
                <numerusform>Paused after %Ln more tokens</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ui::AttachmentChips</name>
        <message numerus="yes">
            <source>%Ln tokens</source>
            <translation>
                <numerusform>%Ln token</numerusform>
                <numerusform>%Ln tokens</numerusform>
            </translation>
        </message>
    </context>
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
