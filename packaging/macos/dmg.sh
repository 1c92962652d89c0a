#!/usr/bin/env bash
# Signs dist/Mien.app and makes dist/mien-VERSION-macos-ARCH.dmg of it.
#
#   packaging/macos/dmg.sh                                   # for this Mac: an ad-hoc signature
#   SIGN_AS="Developer ID Application: ..." NOTARY=profile packaging/macos/dmg.sh
#
# NOTARY names a profile that `xcrun notarytool store-credentials` keeps in the keychain; nothing
# secret is read or written here. NOT YET RUN: written from Apple's documentation, without a Mac.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

app=dist/Mien.app
here=packaging/macos
version=$(/usr/libexec/PlistBuddy -c 'Print :CFBundleShortVersionString' "$app/Contents/Info.plist")
dmg=dist/mien-$version-macos-$(uname -m).dmg
identity=${SIGN_AS:--}
stamp=(--timestamp)
[[ $identity == - ]] && stamp=(--timestamp=none)

# From the inside out: a signature covers those of what lies in it.
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
    xargs -0 -n 20 codesign --force "${stamp[@]}" --options runtime --sign "$identity"
find "$app/Contents" -type d -name '*.framework' -print0 |
    xargs -0 -n 1 codesign --force "${stamp[@]}" --options runtime --sign "$identity"
codesign --force "${stamp[@]}" --options runtime --entitlements "$here/entitlements.plist" \
    --sign "$identity" "$app"
codesign --verify --deep --strict --verbose=2 "$app"

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
rm -f "$dmg"
hdiutil create -volname "Mien $version" -srcfolder "$stage" -format ULMO -ov "$dmg"

if [[ $identity != - ]]; then
    codesign "${stamp[@]}" --sign "$identity" "$dmg"
fi
if [[ -n ${NOTARY:-} ]]; then
    xcrun notarytool submit "$dmg" --keychain-profile "$NOTARY" --wait
    xcrun stapler staple "$dmg"
    spctl --assess --type open --context context:primary-signature --verbose "$dmg"
fi
echo "$dmg"
