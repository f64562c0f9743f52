#!/usr/bin/env bash
# Programs that check us from outside, and the browser. Installed by apt where we may; named where we may not.
set -u
declare -A packages=([chromium]=chromium [pdfsig]=poppler-utils [pdftotext]=poppler-utils [xmlsec1]=xmlsec1)
missing=()
for program in "${!packages[@]}"; do
  command -v "$program" >/dev/null 2>&1 || missing+=("${packages[$program]}")
done
# libatomic: the program that drives the browser
ldconfig -p 2>/dev/null | grep -q 'libatomic\.so\.1' || missing+=(libatomic1)
# what Spark runs on; only the long tests ask for it
[ "${1:-}" = with-java ] && ! command -v java >/dev/null 2>&1 && missing+=(default-jre-headless)
# what reads scanned pages, with its Vietnamese model
tesseract --list-langs 2>/dev/null | grep -qx vie || missing+=(tesseract-ocr tesseract-ocr-vie)
[ ${#missing[@]} -eq 0 ] && exit 0
wanted=$(printf '%s\n' "${missing[@]}" | sort -u | tr '\n' ' ')
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing: $wanted"
  apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $wanted >/dev/null && exit 0
fi
echo "These Debian packages are needed for the tests and could not be installed here: $wanted" >&2
exit 1
