; Makes an installer for Windows from dist\mien, with Inno Setup 6.3 or newer:
;   iscc /DVersion=0.1.0 packaging\windows\mien.iss      -> dist\mien-0.1.0-setup.exe
; NOT YET RUN: written from Inno Setup's documentation, on a machine without Windows.

#ifndef Version
  #error Give the version: iscc /DVersion=0.1.0 ...
#endif
#define Dist AddBackslash(SourcePath) + "..\..\dist"

[Setup]
; Never change it: by this Windows knows an older Mien as the same program.
AppId={{7E0B4B0B-6E3C-4B7C-9C39-0E6D7C5A9F21}
AppName=Mien
AppVersion={#Version}
AppPublisher=Mien maintainers
DefaultDirName={autopf}\Mien
DefaultGroupName=Mien
DisableProgramGroupPage=yes
; For this user alone where there is no administrator; the installer asks.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
; Windows 10, version 1809: the oldest that Qt 6 and ONNX Runtime support.
MinVersion=10.0.17763
OutputDir={#Dist}
OutputBaseFilename=mien-{#Version}-setup
SetupIconFile={#Dist}\..\build\bundle\mien.ico
UninstallDisplayIcon={app}\mien.exe
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesAssociations=yes
; A running Mien is asked to close, so that no file is in use and no recording is cut.
CloseApplications=yes
RestartApplications=no
; Signed where the caller says so and how: iscc /DSign /Smien="signtool sign ... $f"
#ifdef Sign
SignTool=mien
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[InstallDelete]
; What an older version brought and this one does not must not stay to be loaded.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Dist}\mien\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\Mien"; Filename: "{app}\mien.exe"
Name: "{group}\Third-party licences"; Filename: "{app}\_internal\mien_assets\licences\index.html"
Name: "{autodesktop}\Mien"; Filename: "{app}\mien.exe"; Tasks: desktopicon

[Registry]
; "Open with" on session.json; the type of all JSON files stays as it is.
Root: HKA; Subkey: "Software\Classes\Applications\mien.exe\shell\open\command"; ValueType: string; ValueData: """{app}\mien.exe"" gui ""%1"""; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\mien.exe\SupportedTypes"; ValueType: string; ValueName: ".json"; ValueData: ""

[Run]
Filename: "{app}\mien.exe"; Description: "{cm:LaunchProgram,Mien}"; Flags: nowait postinstall skipifsilent
