#!/bin/bash
# Asks the service of this container whether it is well. Bash alone: a Java base image need not have curl.
set -euo pipefail
exec 3<> "/dev/tcp/127.0.0.1/${1:-8080}"
printf 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 5 status <&3
[[ $status == *" 200 "* ]]
