#!/bin/sh
# Makes the password file from the environment, then becomes the broker.
set -eu
umask 077
passwords=/mosquitto/data/passwords
mosquitto_passwd -b -c "$passwords" gateway "${MILLWRIGHT_BROKER_PASSWORD:?set MILLWRIGHT_BROKER_PASSWORD}"
mosquitto_passwd -b "$passwords" device "${MILLWRIGHT_DEVICE_PASSWORD:?set MILLWRIGHT_DEVICE_PASSWORD}"
# The broker gives up root before it reads the file.
chown mosquitto "$passwords"
exec mosquitto -c /mosquitto/config/mosquitto.conf
