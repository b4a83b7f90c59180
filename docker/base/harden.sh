#!/bin/sh
# The last step of every image, in the same RUN as what it installs: nothing stays that helps who breaks in, and nothing that differs
# from one build to the next. The list of installed packages (/var/lib/dpkg/status) stays: scanners read it.
set -eu

rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/debconf/* /var/cache/ldconfig/aux-cache /var/log/* /var/backups /var/tmp/* \
  /usr/share/doc /usr/share/man /usr/share/info /usr/share/lintian /usr/share/bash-completion /etc/machine-id /root/.npm /tmp/*

# Package managers and whatever could fetch and install: the image is rebuilt, never changed in place.
rm -rf /usr/lib/apt /etc/apt /usr/lib/dpkg /etc/dpkg /usr/local/lib/node_modules /opt/yarn-*
for name in apt apt-get apt-cache apt-cdrom apt-config apt-key apt-mark dpkg dpkg-deb dpkg-divert dpkg-maintscript-helper dpkg-query \
  dpkg-realpath dpkg-split dpkg-statoverride dpkg-trigger dpkg-preconfigure dpkg-reconfigure; do
  rm -f "/usr/bin/$name" "/usr/sbin/$name"
done
rm -f /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg

# No program that runs with more rights than who starts it.
find / -xdev -perm /6000 -type f -exec chmod a-s {} +

# Times of this build become one fixed time, so that the same content makes the same layer. Only what this step changed: touching the
# base's files would copy them into the layer. What the builder has mounted refuses.
booted=$(sed -n 's/^btime //p' /proc/stat)
started=$((booted + $(cut -d ' ' -f 22 /proc/1/stat) / 100 - 1))
find / -xdev -newerct "@$started" -exec touch --no-dereference --date="@${SOURCE_DATE_EPOCH:-1767225600}" {} + 2>/dev/null || true
