/* hwloc asks udev for the makers and models of disks, which Skein never looks at. A program that is to
   run without libudev gets this answer instead: there is no udev. hwloc goes on without it. */

#include <stddef.h>

struct udev;
struct udev_device;

struct udev *udev_new(void) { return NULL; }

struct udev *udev_unref(struct udev *udev) {
  (void)udev;
  return NULL;
}

struct udev_device *udev_device_new_from_subsystem_sysname(struct udev *udev, const char *subsystem,
                                                           const char *name) {
  (void)udev;
  (void)subsystem;
  (void)name;
  return NULL;
}

const char *udev_device_get_property_value(struct udev_device *device, const char *key) {
  (void)device;
  (void)key;
  return NULL;
}

struct udev_device *udev_device_unref(struct udev_device *device) {
  (void)device;
  return NULL;
}
