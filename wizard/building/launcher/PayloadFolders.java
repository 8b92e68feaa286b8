package graalpywizard;

import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The folders that the names of a payload's files imply, and the attributes of both. The root is the empty name. */
final class PayloadFolders {
    private static final FileTime TIME = FileTime.fromMillis(315532800000L); // 1980-01-01, as in every entry
    private static final long DEVICE = 0x47505957;

    private static final class Folder {
        final int number;
        /** With the folder's own. */
        final List<String> names = new ArrayList<>();

        Folder(int number) {
            this.number = number;
        }
    }

    private final Map<String, Folder> folders = new HashMap<>();
    /** The folder of the last file: files of one stand together, and its text and hash were half of the time. */
    private String lastParent = "";
    private Folder lastFolder;

    PayloadFolders(Map<String, Payload.Entry> files) {
        folders.put("", new Folder(files.size() + 1));
        for (String name : files.keySet()) {
            if (!name.endsWith("/")) {
                add(name);
            }
        }
    }

    private void add(String name) {
        if (name.lastIndexOf('/') == lastParent.length() && name.startsWith(lastParent)) {
            lastFolder.names.add(name);
            return;
        }
        String child = name;
        lastFolder = null;
        while (true) {
            int slash = child.lastIndexOf('/');
            String parent = slash < 0 ? "" : child.substring(0, slash);
            Folder folder = folders.get(parent);
            boolean known = folder != null;
            if (!known) {
                folder = new Folder(folders.size() * 2 + 1000003);
                folders.put(parent, folder);
            }
            folder.names.add(child);
            if (lastFolder == null) {
                lastFolder = folder;
                lastParent = parent;
            }
            if (known) {
                return;
            }
            child = parent;
        }
    }

    boolean contains(String name) {
        return folders.containsKey(name);
    }

    /** The names in a folder, in no order, or null where there is no such folder. */
    List<String> list(String name) {
        Folder folder = folders.get(name);
        if (folder == null) {
            return null;
        }
        List<String> names = new ArrayList<>(folder.names.size());
        for (String one : folder.names) {
            names.add(one.substring(one.lastIndexOf('/') + 1));
        }
        return names;
    }

    /** The attributes {@code wanted} ("view:a,b" or "view:*") of a file, or with {@code file} null of the folder. */
    Map<String, Object> attributes(String name, Payload.Entry file, String wanted) {
        boolean folder = file == null;
        long number = folder ? folders.get(name).number : file.number();
        Map<String, Object> all = new HashMap<>();
        String list = wanted.substring(wanted.indexOf(':') + 1);
        if (list.equals("*")) {
            list = "size,lastModifiedTime,lastAccessTime,creationTime,isDirectory,isRegularFile,isSymbolicLink,isOther,fileKey"
                    + (wanted.startsWith("unix:") ? ",mode,ino,dev,rdev,nlink,uid,gid,ctime,permissions" : "")
                    + (wanted.startsWith("posix:") ? ",permissions" : "");
        }
        for (int from = 0; from <= list.length();) {
            int comma = list.indexOf(',', from);
            String key = list.substring(from, comma < 0 ? list.length() : comma);
            all.put(key, attribute(key, folder, number, folder ? 0 : file.size()));
            from = comma < 0 ? list.length() + 1 : comma + 1;
        }
        return all;
    }

    private static Object attribute(String key, boolean folder, long number, long size) {
        return switch (key) {
            case "isDirectory" -> folder;
            case "isRegularFile" -> !folder;
            case "isSymbolicLink", "isOther" -> false;
            case "size" -> size;
            case "lastModifiedTime", "lastAccessTime", "creationTime", "ctime" -> TIME;
            case "mode" -> folder ? 0040555 : 0100444;
            case "ino" -> number;
            case "fileKey" -> Long.valueOf(number);
            case "dev" -> DEVICE;
            case "rdev" -> 0L;
            case "nlink" -> 1;
            case "uid", "gid" -> 0;
            case "permissions" -> permissions(folder);
            default -> throw new UnsupportedOperationException("attribute " + key);
        };
    }

    private static Set<PosixFilePermission> permissions(boolean folder) {
        Set<PosixFilePermission> set = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if (folder) {
            set.add(PosixFilePermission.OWNER_EXECUTE);
            set.add(PosixFilePermission.GROUP_EXECUTE);
            set.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return set;
    }
}
